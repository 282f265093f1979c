// A link to a query is shown, and waits for its reader to run it.
const form = document.getElementById("ask");
const answer = document.getElementById("answer");
const link = new URLSearchParams(location.search);

for (const name of ["query", "variables"]) {
  if (link.get(name)) form.elements[name].value = link.get(name);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  answer.textContent = "…";
  try {
    const request = {
      query: form.elements.query.value,
      variables: JSON.parse(form.elements.variables.value || "{}"),
      operationName: link.get("operationName"),
    };
    const response = await fetch(location.pathname, {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/json" },
      body: JSON.stringify(request),
    });
    answer.textContent = JSON.stringify(await response.json(), null, 2);
  } catch (error) {
    answer.textContent = `Nothing was answered: ${error.message}`;
  }
});
