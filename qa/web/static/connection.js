// Calls of the server that fail. Gradio would say so in English and give the page up; here a failed
// call only fails, `problem` says why, and the page goes on.
(() => {
  "use strict";
  const origin = new URL(document.currentScript.src).origin;
  // The server sends a sign of life every 15 seconds.
  const SILENCE = 45000;
  const FAILED = 'data: {"msg":"unexpected_error","message":"lost"}\n\ndata: {"msg":"close_stream"}\n\n';
  const fetched = window.fetch;
  const connection = { problem: null };

  function reasonOf(reply) {
    if (reply.status === 429) return { name: "too_often", seconds: reply.headers.get("retry-after") || "60" };
    return { name: reply.status === 503 ? "busy" : "lost" };
  }

  const silent = () => new Promise((_, fail) => setTimeout(() => fail(new Error("silence")), SILENCE));

  // A stream that breaks off says to every call that waits for it that it failed.
  function whole(body) {
    const reader = body.getReader();
    const texts = new TextDecoder();
    let ended = false;
    const end = (controller) => {
      if (!ended) {
        connection.problem = { name: "lost" };
        controller.enqueue(new TextEncoder().encode(`\n\n${FAILED}`));
      }
      controller.close();
    };
    return new ReadableStream({
      async pull(controller) {
        try {
          const { done, value } = await Promise.race([reader.read(), silent()]);
          if (done) return end(controller);
          ended ||= texts.decode(value, { stream: true }).includes('"close_stream"');
          return controller.enqueue(value);
        } catch (error) {
          if (error.name === "AbortError") return controller.error(error);
          return end(controller);
        }
      },
      cancel: (reason) => reader.cancel(reason),
    });
  }

  async function join(input, init) {
    try {
      const reply = await fetched(input, init);
      connection.problem = reply.ok ? null : reasonOf(reply);
      return reply;
    } catch {
      connection.problem = { name: "lost" };
      return Response.json({ detail: "lost" }, { status: 502 });
    }
  }

  async function listen(input, init) {
    try {
      const reply = await fetched(input, init);
      if (reply.ok) return new Response(whole(reply.body), { headers: reply.headers });
      connection.problem = reasonOf(reply);
    } catch (error) {
      if (error.name === "AbortError") throw error;
      connection.problem = { name: "lost" };
    }
    return new Response(FAILED, { headers: { "Content-Type": "text/event-stream" } });
  }

  window.fetch = (input, init) => {
    const url = new URL(input?.url ?? input, location.href);
    if (url.origin !== origin) return fetched(input, init);
    if (url.pathname.endsWith("/gradio_api/queue/join")) return join(input, init);
    if (url.pathname.endsWith("/gradio_api/queue/data")) return listen(input, init);
    return fetched(input, init);
  };

  window.interviewConnection = connection;
})();
