"""Pictures: state graphs, outcomes and comparisons as scenes, and scenes as DOT, SVG, HTML and text."""
