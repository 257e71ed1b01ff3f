"""The Web API methods, by family. Each file has a table `METHODS` of name to handler."""
