"""The web layer: Gradio chat, transcript pages and REST on one FastAPI application."""
