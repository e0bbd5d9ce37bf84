// Requests by another host name than the platform's own, which `fetch` does not let one choose.

import http from "node:http";

export interface HostAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  text: string;
}

export function requestByHost(
  url: string,
  host: string,
  path: string,
  options: { method?: string; headers?: Record<string, string> } = {},
): Promise<HostAnswer> {
  const { port } = new URL(url);
  const { method = "GET", headers = {} } = options;
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: "127.0.0.1", port, path, method, headers: { ...headers, host } },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      },
    );
    request.on("error", reject);
    request.end();
  });
}
