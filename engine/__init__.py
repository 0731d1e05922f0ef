"""What a framework means: histories folded into states, decisions and duties, each with its derivation."""
