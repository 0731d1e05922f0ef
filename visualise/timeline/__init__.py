"""One school over time: windows, what was done, what lapsed."""
