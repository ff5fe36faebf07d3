"""The Earth cut into cells that hold about as many photos each (the paper's section 3.1)."""
