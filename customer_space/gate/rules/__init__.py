"""The gate's pure core: values in, a decision with its reasons out."""
