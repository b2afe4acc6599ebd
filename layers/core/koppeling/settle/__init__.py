"""The engine, once (motor): from documents to posted entries, over two ports and a connector."""
