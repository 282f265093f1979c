const card = document.querySelector(".card");
const postHeight = () => parent.postMessage({ liane: { height: Math.ceil(card.getBoundingClientRect().height) } }, "*");
if (parent !== window) new ResizeObserver(postHeight).observe(card);
