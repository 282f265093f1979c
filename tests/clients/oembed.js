// Asks for the cards of pages as a consumer does, by the discovery links of the pages and by a list of providers:
// node oembed.js http://127.0.0.1:8000 https://liane.example /works/ripple ...
// Prints one JSON array of answers. The server listens elsewhere than its public address says.
import { extract, setProviderList } from "@extractus/oembed-extractor";

const [server, base, ...paths] = process.argv.slice(2);
const fetcher = (address) => fetch(address.replace(base, server), { headers: { accept: "text/html,*/*" } });
const ask = (path, list) => {
  setProviderList(list);
  return extract(base + path, { maxwidth: 320 }, fetcher).catch((error) => ({ error: String(error) }));
};
const liane = {
  provider_name: "Liane",
  provider_url: base,
  endpoints: [{ schemes: [`${base}/works/*`, `${base}/issues/*`, `${base}/recommendations/*`], url: `${base}/oembed` }],
};
const answers = [];
for (const path of paths) answers.push(await ask(path, []), await ask(path, [liane]));
console.log(JSON.stringify(answers));
