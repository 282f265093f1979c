// Reads what pages say to networks, as they do: node opengraph.js http://127.0.0.1:8000/ ...
// Prints one JSON array of what was found.
import ogs from "open-graph-scraper";

const read = async (url) => {
  const html = await (await fetch(url, { headers: { accept: "text/html" } })).text();
  return (await ogs({ html })).result;
};
console.log(JSON.stringify(await Promise.all(process.argv.slice(2).map(read))));
