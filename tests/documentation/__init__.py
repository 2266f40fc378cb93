"""The documentation: its blocks are executed, and what is generated of it is current."""
