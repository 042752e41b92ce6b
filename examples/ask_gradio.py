"""Ask with gradio_client: python examples/ask_gradio.py QUESTION [ADDRESS]."""

import sys

from gradio_client import Client

ADDRESS = "http://127.0.0.1:7860"


def main(question: str, address: str = ADDRESS) -> None:
    """Print the interviews, the answer, and each of its quotes checked against the source."""
    client = Client(address, verbose=False)
    for interview in client.predict(api_name="/list_interviews"):
        print(interview["id"], interview["title"])
    answer = client.predict(question=question, api_name="/ask")
    print(answer["answer"])
    for citation in answer["citations"]:
        paragraph = client.predict(
            citation["interview"], citation["paragraph"], api_name="/read_paragraph"
        )
        print(f"[{citation['n']}]", paragraph["speaker"], paragraph["text"])
        for found in client.predict(citation["quote"], api_name="/verify_quote"):
            print("   ", found["status"], found["spans"])


if __name__ == "__main__":
    main(*sys.argv[1:])
