"""The figure's path: declared, checked, signed, accepted, computed, judged."""
