"""Training heads on the embeddings that an atlas stores, photographers apart."""
