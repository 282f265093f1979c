// Passkeys: a button that uses one to sign in, and a form that makes one. Both stay hidden where the browser has none.
const say = (place, text) => { place.textContent = text; };

async function post(address, body, type) {
  const answer = await fetch(address, { method: "POST", body, headers: { "Content-Type": type, Accept: "application/json" } });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.detail);
  return told;
}

async function run(place, steps) {
  say(place, "");
  try {
    location.assign((await steps()).location);
  } catch (error) {
    if (error.name !== "NotAllowedError") say(place, error.message); // who changes their mind needs no message
  }
}

const send = (address, value) => post(address, JSON.stringify(value), "application/json");
const isAble = window.PublicKeyCredential?.parseCreationOptionsFromJSON !== undefined;

const button = document.querySelector("[data-passkey-sign-in]");
if (button && isAble) {
  button.hidden = false;
  const place = document.querySelector("#passkey-problem");
  button.addEventListener("click", () => run(place, async () => {
    const options = await send(`${button.dataset.passkeySignIn}/options`, {});
    const credential = await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
    return send(button.dataset.passkeySignIn, { credential: credential.toJSON(), next: button.form.elements.next.value });
  }));
}

const form = document.querySelector("[data-passkey-form]");
if (form && isAble) {
  form.hidden = false;
  const place = document.querySelector("#passkey-problem");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run(place, async () => {
      const current = new URLSearchParams({ current: form.elements.current.value });
      const options = await post(`${form.action}/options`, current, "application/x-www-form-urlencoded");
      const credential = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
      return send(form.action, { credential: credential.toJSON(), name: form.elements.name.value });
    });
  });
}
