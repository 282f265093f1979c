import { createRoot } from "react-dom/client";
import { cacheExchange, Client, fetchExchange, Provider } from "urql";
import { IssuePage } from "./IssuePage.tsx";

const client = new Client({ url: "http://127.0.0.1:8000/graphql", exchanges: [cacheExchange, fetchExchange] });

createRoot(document.getElementById("root")!).render(
  <Provider value={client}>
    <IssuePage slug="hollywood-en-greve-contre-ses-doubles" />
  </Provider>,
);
