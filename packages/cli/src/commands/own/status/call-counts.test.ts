import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { callCountsIn } from "./call-counts.js";

const put = 'grpc_type="unary",grpc_service="etcdserverpb.KV",grpc_method="Put"';
const range = 'grpc_type="unary",grpc_service="etcdserverpb.KV",grpc_method="Range"';
const watch = 'grpc_type="bidi_stream",grpc_service="etcdserverpb.Watch",grpc_method="Watch"';
const FAR = 2 ** 52;

const text = `# TYPE grpc_server_handled_total counter
grpc_server_handled_total{${put},grpc_code="OK"} ${FAR}
grpc_server_handled_total{${put},grpc_code="ResourceExhausted"} 2
grpc_server_handled_total{${range},grpc_code="OK"} 3
grpc_server_handled_total{${watch},grpc_code="OK"} 100
grpc_server_msg_sent_total{${put}} 1
grpc_server_msg_sent_total{${watch}} 50
grpc_server_handling_seconds_bucket{${put},le="0.005"} 9
grpc_server_handling_seconds_count{${put}} 9
grpc_server_handling_seconds_bucket{${range},le="0.005"} 2
grpc_server_handling_seconds_bucket{${range},le="+Inf"} 3
grpc_server_handling_seconds_sum{${range}} 1.5
grpc_server_handling_seconds_count{${range}} 3
grpc_server_handling_seconds_count{${watch}} 100
etcd_server_request_duration_seconds_bucket{success="true",type="Put",le="0.001"} 4
etcd_server_request_duration_seconds_bucket{success="true",type="Put",le="+Inf"} 5
etcd_server_request_duration_seconds_sum{success="true",type="Put"} 0.25
etcd_server_request_duration_seconds_count{success="true",type="Put"} 5
etcd_server_request_duration_seconds_bucket{success="false",type="Put",le="0.001"} 1
etcd_server_request_duration_seconds_bucket{success="false",type="Put",le="+Inf"} 1
etcd_server_request_duration_seconds_sum{success="false",type="Put"} 0.25
etcd_server_request_duration_seconds_count{success="false",type="Put"} 1
`;

const times = (count: number, seconds: number, ...buckets: readonly [number, number][]) => ({
  count,
  seconds,
  buckets: new Map(buckets),
});

void describe("calls in the metrics of a member", () => {
  it("are counted however they end, streams by what they bring, and timed by the finer of two histograms", () => {
    assert.deepEqual(
      [...callCountsIn(text)],
      [
        ["KV/Put", { answers: FAR + 2, times: times(6, 0.5, [0.001, 5], [Infinity, 6]) }],
        ["KV/Range", { answers: 3, times: times(3, 1.5, [0.005, 2], [Infinity, 3]) }],
        ["Watch/Watch", { answers: 50, times: undefined }],
      ],
    );
    assert.equal(callCountsIn("<html>").size, 0);
  });
});
