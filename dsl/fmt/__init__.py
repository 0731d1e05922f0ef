"""The one layout of rules files: width, line breaks, indentation and blank lines; never what they say."""
