// Without this script the form still asks, and the browser shows the answer as it comes.
const answer = document.getElementById("answer");

document.getElementById("ask").addEventListener("submit", async (event) => {
  event.preventDefault();
  answer.textContent = "…";
  try {
    const response = await fetch("", {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/json" },
      body: JSON.stringify({ query: event.target.elements.query.value }),
    });
    answer.textContent = JSON.stringify(await response.json(), null, 2);
  } catch (error) {
    answer.textContent = `The server did not answer: ${error.message}`;
  }
});
