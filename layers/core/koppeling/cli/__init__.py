"""The same engine on a laptop (opdrachtregel): no AWS, no rule about money."""
