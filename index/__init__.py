"""From files to a searchable index: documents, transcripts, passages, encoder, store."""
