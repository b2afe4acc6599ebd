"""The cloud on this machine: the real template in an emulator, for the demo and the flow tests.

Nothing in this folder is ever deployed. The command line starts it as a process
(`python -m local`), so the product never imports it.
"""
