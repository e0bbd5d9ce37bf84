// Leads requests to TradingView's hosts, which a client of its has built in, to its stand-in. The client's code stays
// what it is; only the connections of this process go elsewhere.

import http from "node:http";
import https from "node:https";
import net, { type AddressInfo } from "node:net";

/** The stand-in's name of a host. */
const vendors: Record<string, string> = {
  "www.tradingview.com": "tradingview",
  "pine-facade.tradingview.com": "pine-facade",
  "s3.tradingview.com": "tradingview",
};

/** What a host of TradingView's was asked. */
export interface Asked {
  host: string;
  method: string;
  path: string;
}

export interface TradingViewHosts {
  /** All that was asked so far. */
  asked: Asked[];
  close(): Promise<void>;
}

/** Leads every HTTPS connection of this process to the stand-in of the platform at `url`; other hosts get a 502. */
export async function redirectTradingViewHosts(url: string): Promise<TradingViewHosts> {
  const asked: Asked[] = [];
  const server = http.createServer((request, response) => {
    const { headers, method = "GET", url: path = "/" } = request;
    const host = headers.host ?? "";
    asked.push({ host, method, path });
    const vendor = vendors[host];
    if (!vendor) {
      response.writeHead(502).end();
      return;
    }
    const target = new URL(`/sandbox/${vendor}${path}`, url);
    const forwarded = http.request(target, { method, headers: { ...headers, host: target.host } }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    });
    forwarded.once("error", () => response.destroy());
    request.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  // Without TLS: the client encrypts in the connection that it asks its agent for, and this one does not.
  const { createConnection } = https.globalAgent;
  https.globalAgent.createConnection = () => net.connect(port, "127.0.0.1");
  return {
    asked,
    async close() {
      https.globalAgent.createConnection = createConnection;
      https.globalAgent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
