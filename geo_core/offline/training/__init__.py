"""Training the classifier, on the embeddings of an atlas or from photos, photographers apart."""
