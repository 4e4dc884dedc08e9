import { memoryUsage, uptime } from "node:process";
import { descriptorLimit, openDescriptors, statusKilobytes } from "./proc-self.js";
import type { Registry } from "./registry.js";

/** Microseconds in a second. */
const MICROSECONDS = 1e6;

/** Node's heap and what the system knows of the process, under the names that all exporters use. */
export function processMetrics(registry: Registry): void {
  const gauge = (name: string, help: string, value: () => number): void => {
    registry.read("gauge", { name, help }, value);
  };
  registry.read(
    "counter",
    { name: "process_cpu_seconds_total", help: "Time on processors, in the system too." },
    () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / MICROSECONDS;
    },
  );
  gauge("process_resident_memory_bytes", "Memory that the process has.", () => memoryUsage.rss());
  gauge("process_virtual_memory_bytes", "Addresses that the process has.", () => statusKilobytes("VmSize") * 1024);
  const startedAt = Date.now() / 1000 - uptime();
  gauge("process_start_time_seconds", "When the process began, in seconds since 1970.", () => startedAt);
  gauge("process_open_fds", "File descriptors in use.", openDescriptors);
  gauge("process_max_fds", "File descriptors that there may be.", descriptorLimit);
  gauge("os_fd_used", "File descriptors in use.", openDescriptors);
  gauge("os_fd_limit", "File descriptors that there may be.", descriptorLimit);
  gauge("keyval_heap_used_bytes", "What JavaScript's heap holds.", () => memoryUsage().heapUsed);
  gauge("keyval_heap_size_bytes", "What JavaScript's heap takes.", () => memoryUsage().heapTotal);
  gauge(
    "keyval_array_buffer_bytes",
    "Bytes outside of the heap: buffers, the index of keys.",
    () => memoryUsage().arrayBuffers,
  );
}
