/** Where the same server is asked by HTTP. */
export function httpUrl(endpoint: string, path: string): string {
  return `${endpoint.includes("://") ? endpoint : `http://${endpoint}`}${path}`;
}
