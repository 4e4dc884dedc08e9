import type { FileSchema } from "../reflection/schema.js";

// Generated from all .proto files.
export const schema: readonly FileSchema[] = [
  {
    path: "authpb/auth.proto",
    package: "authpb",
    imports: [],
    messages: [
      {
        name: "UserAddOptions",
        fields: [{ number: 1, name: "no_password", property: "noPassword", type: "bool" }],
        enums: [],
      },
      {
        name: "Permission",
        fields: [
          { number: 1, name: "permType", property: "permType", type: "enum", of: "authpb.Permission.Type" },
          { number: 2, name: "key", property: "key", type: "bytes" },
          { number: 3, name: "range_end", property: "rangeEnd", type: "bytes" },
        ],
        enums: [{ name: "Type", values: { READ: 0, WRITE: 1, READWRITE: 2 } }],
      },
    ],
    enums: [],
    services: [],
  },
  {
    path: "etcdserverpb/header.proto",
    package: "etcdserverpb",
    imports: [],
    messages: [
      {
        name: "ResponseHeader",
        fields: [
          { number: 1, name: "cluster_id", property: "clusterId", type: "uint64", isId: true },
          { number: 2, name: "member_id", property: "memberId", type: "uint64", isId: true },
          { number: 3, name: "revision", property: "revision", type: "int64" },
          { number: 4, name: "raft_term", property: "raftTerm", type: "uint64" },
        ],
        enums: [],
      },
    ],
    enums: [],
    services: [],
  },
  {
    path: "etcdserverpb/auth.proto",
    package: "etcdserverpb",
    imports: ["authpb/auth.proto", "etcdserverpb/header.proto"],
    messages: [
      {
        name: "AuthEnableRequest",
        fields: [],
        enums: [],
      },
      {
        name: "AuthEnableResponse",
        fields: [{ number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" }],
        enums: [],
      },
      {
        name: "AuthDisableRequest",
        fields: [],
        enums: [],
      },
      {
        name: "AuthDisableResponse",
        fields: [{ number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" }],
        enums: [],
      },
      {
        name: "AuthStatusRequest",
        fields: [],
        enums: [],
      },
      {
        name: "AuthStatusResponse",
        fields: [
          { number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" },
          { number: 2, name: "enabled", property: "enabled", type: "bool" },
          { number: 3, name: "authRevision", property: "authRevision", type: "uint64" },
        ],
        enums: [],
      },
      {
        name: "AuthenticateRequest",
        fields: [
          { number: 1, name: "name", property: "name", type: "string" },
          { number: 2, name: "password", property: "password", type: "string" },
        ],
        enums: [],
      },
      {
        name: "AuthenticateResponse",
        fields: [
          { number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" },
          { number: 2, name: "token", property: "token", type: "string" },
        ],
        enums: [],
      },
      {
        name: "AuthUserAddRequest",
        fields: [
          { number: 1, name: "name", property: "name", type: "string" },
          { number: 2, name: "password", property: "password", type: "string" },
          { number: 3, name: "options", property: "options", type: "message", of: "authpb.UserAddOptions" },
          { number: 4, name: "hashedPassword", property: "hashedPassword", type: "string" },
        ],
        enums: [],
      },
      {
        name: "AuthUserAddResponse",
        fields: [{ number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" }],
        enums: [],
      },
      {
        name: "AuthUserGetRequest",
        fields: [{ number: 1, name: "name", property: "name", type: "string" }],
        enums: [],
      },
      {
        name: "AuthUserGetResponse",
        fields: [
          { number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" },
          { number: 2, name: "roles", property: "roles", type: "string", isRepeated: true },
        ],
        enums: [],
      },
      {
        name: "AuthUserListRequest",
        fields: [],
        enums: [],
      },
      {
        name: "AuthUserListResponse",
        fields: [
          { number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" },
          { number: 2, name: "users", property: "users", type: "string", isRepeated: true },
        ],
        enums: [],
      },
      {
        name: "AuthUserDeleteRequest",
        fields: [{ number: 1, name: "name", property: "name", type: "string" }],
        enums: [],
      },
      {
        name: "AuthUserDeleteResponse",
        fields: [{ number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" }],
        enums: [],
      },
      {
        name: "AuthUserChangePasswordRequest",
        fields: [
          { number: 1, name: "name", property: "name", type: "string" },
          { number: 2, name: "password", property: "password", type: "string" },
          { number: 3, name: "hashedPassword", property: "hashedPassword", type: "string" },
        ],
        enums: [],
      },
      {
        name: "AuthUserChangePasswordResponse",
        fields: [{ number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" }],
        enums: [],
      },
      {
        name: "AuthUserGrantRoleRequest",
        fields: [
          { number: 1, name: "user", property: "user", type: "string" },
          { number: 2, name: "role", property: "role", type: "string" },
        ],
        enums: [],
      },
      {
        name: "AuthUserGrantRoleResponse",
        fields: [{ number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" }],
        enums: [],
      },
      {
        name: "AuthUserRevokeRoleRequest",
        fields: [
          { number: 1, name: "name", property: "name", type: "string" },
          { number: 2, name: "role", property: "role", type: "string" },
        ],
        enums: [],
      },
      {
        name: "AuthUserRevokeRoleResponse",
        fields: [{ number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" }],
        enums: [],
      },
      {
        name: "AuthRoleAddRequest",
        fields: [{ number: 1, name: "name", property: "name", type: "string" }],
        enums: [],
      },
      {
        name: "AuthRoleAddResponse",
        fields: [{ number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" }],
        enums: [],
      },
      {
        name: "AuthRoleGetRequest",
        fields: [{ number: 1, name: "role", property: "role", type: "string" }],
        enums: [],
      },
      {
        name: "AuthRoleGetResponse",
        fields: [
          { number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" },
          { number: 2, name: "perm", property: "perm", type: "message", of: "authpb.Permission", isRepeated: true },
        ],
        enums: [],
      },
      {
        name: "AuthRoleListRequest",
        fields: [],
        enums: [],
      },
      {
        name: "AuthRoleListResponse",
        fields: [
          { number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" },
          { number: 2, name: "roles", property: "roles", type: "string", isRepeated: true },
        ],
        enums: [],
      },
      {
        name: "AuthRoleDeleteRequest",
        fields: [{ number: 1, name: "role", property: "role", type: "string" }],
        enums: [],
      },
      {
        name: "AuthRoleDeleteResponse",
        fields: [{ number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" }],
        enums: [],
      },
      {
        name: "AuthRoleGrantPermissionRequest",
        fields: [
          { number: 1, name: "name", property: "name", type: "string" },
          { number: 2, name: "perm", property: "perm", type: "message", of: "authpb.Permission" },
        ],
        enums: [],
      },
      {
        name: "AuthRoleGrantPermissionResponse",
        fields: [{ number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" }],
        enums: [],
      },
      {
        name: "AuthRoleRevokePermissionRequest",
        fields: [
          { number: 1, name: "role", property: "role", type: "string" },
          { number: 2, name: "key", property: "key", type: "bytes" },
          { number: 3, name: "range_end", property: "rangeEnd", type: "bytes" },
        ],
        enums: [],
      },
      {
        name: "AuthRoleRevokePermissionResponse",
        fields: [{ number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" }],
        enums: [],
      },
    ],
    enums: [],
    services: [
      {
        name: "Auth",
        methods: [
          {
            name: "AuthEnable",
            request: "etcdserverpb.AuthEnableRequest",
            response: "etcdserverpb.AuthEnableResponse",
            kind: "unary",
          },
          {
            name: "AuthDisable",
            request: "etcdserverpb.AuthDisableRequest",
            response: "etcdserverpb.AuthDisableResponse",
            kind: "unary",
          },
          {
            name: "AuthStatus",
            request: "etcdserverpb.AuthStatusRequest",
            response: "etcdserverpb.AuthStatusResponse",
            kind: "unary",
          },
          {
            name: "Authenticate",
            request: "etcdserverpb.AuthenticateRequest",
            response: "etcdserverpb.AuthenticateResponse",
            kind: "unary",
          },
          {
            name: "UserAdd",
            request: "etcdserverpb.AuthUserAddRequest",
            response: "etcdserverpb.AuthUserAddResponse",
            kind: "unary",
          },
          {
            name: "UserGet",
            request: "etcdserverpb.AuthUserGetRequest",
            response: "etcdserverpb.AuthUserGetResponse",
            kind: "unary",
          },
          {
            name: "UserList",
            request: "etcdserverpb.AuthUserListRequest",
            response: "etcdserverpb.AuthUserListResponse",
            kind: "unary",
          },
          {
            name: "UserDelete",
            request: "etcdserverpb.AuthUserDeleteRequest",
            response: "etcdserverpb.AuthUserDeleteResponse",
            kind: "unary",
          },
          {
            name: "UserChangePassword",
            request: "etcdserverpb.AuthUserChangePasswordRequest",
            response: "etcdserverpb.AuthUserChangePasswordResponse",
            kind: "unary",
          },
          {
            name: "UserGrantRole",
            request: "etcdserverpb.AuthUserGrantRoleRequest",
            response: "etcdserverpb.AuthUserGrantRoleResponse",
            kind: "unary",
          },
          {
            name: "UserRevokeRole",
            request: "etcdserverpb.AuthUserRevokeRoleRequest",
            response: "etcdserverpb.AuthUserRevokeRoleResponse",
            kind: "unary",
          },
          {
            name: "RoleAdd",
            request: "etcdserverpb.AuthRoleAddRequest",
            response: "etcdserverpb.AuthRoleAddResponse",
            kind: "unary",
          },
          {
            name: "RoleGet",
            request: "etcdserverpb.AuthRoleGetRequest",
            response: "etcdserverpb.AuthRoleGetResponse",
            kind: "unary",
          },
          {
            name: "RoleList",
            request: "etcdserverpb.AuthRoleListRequest",
            response: "etcdserverpb.AuthRoleListResponse",
            kind: "unary",
          },
          {
            name: "RoleDelete",
            request: "etcdserverpb.AuthRoleDeleteRequest",
            response: "etcdserverpb.AuthRoleDeleteResponse",
            kind: "unary",
          },
          {
            name: "RoleGrantPermission",
            request: "etcdserverpb.AuthRoleGrantPermissionRequest",
            response: "etcdserverpb.AuthRoleGrantPermissionResponse",
            kind: "unary",
          },
          {
            name: "RoleRevokePermission",
            request: "etcdserverpb.AuthRoleRevokePermissionRequest",
            response: "etcdserverpb.AuthRoleRevokePermissionResponse",
            kind: "unary",
          },
        ],
      },
    ],
  },
  {
    path: "etcdserverpb/cluster.proto",
    package: "etcdserverpb",
    imports: ["etcdserverpb/header.proto"],
    messages: [
      {
        name: "Member",
        fields: [
          { number: 1, name: "ID", property: "ID", type: "uint64", isId: true },
          { number: 2, name: "name", property: "name", type: "string" },
          { number: 3, name: "peerURLs", property: "peerURLs", type: "string", isRepeated: true },
          { number: 4, name: "clientURLs", property: "clientURLs", type: "string", isRepeated: true },
          { number: 5, name: "isLearner", property: "isLearner", type: "bool" },
        ],
        enums: [],
      },
      {
        name: "MemberAddRequest",
        fields: [
          { number: 1, name: "peerURLs", property: "peerURLs", type: "string", isRepeated: true },
          { number: 2, name: "isLearner", property: "isLearner", type: "bool" },
        ],
        enums: [],
      },
      {
        name: "MemberAddResponse",
        fields: [
          { number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" },
          { number: 2, name: "member", property: "member", type: "message", of: "etcdserverpb.Member" },
          {
            number: 3,
            name: "members",
            property: "members",
            type: "message",
            of: "etcdserverpb.Member",
            isRepeated: true,
          },
        ],
        enums: [],
      },
      {
        name: "MemberRemoveRequest",
        fields: [{ number: 1, name: "ID", property: "ID", type: "uint64", isId: true }],
        enums: [],
      },
      {
        name: "MemberRemoveResponse",
        fields: [
          { number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" },
          {
            number: 2,
            name: "members",
            property: "members",
            type: "message",
            of: "etcdserverpb.Member",
            isRepeated: true,
          },
        ],
        enums: [],
      },
      {
        name: "MemberUpdateRequest",
        fields: [
          { number: 1, name: "ID", property: "ID", type: "uint64", isId: true },
          { number: 2, name: "peerURLs", property: "peerURLs", type: "string", isRepeated: true },
        ],
        enums: [],
      },
      {
        name: "MemberUpdateResponse",
        fields: [
          { number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" },
          {
            number: 2,
            name: "members",
            property: "members",
            type: "message",
            of: "etcdserverpb.Member",
            isRepeated: true,
          },
        ],
        enums: [],
      },
      {
        name: "MemberListRequest",
        fields: [{ number: 1, name: "linearizable", property: "linearizable", type: "bool" }],
        enums: [],
      },
      {
        name: "MemberListResponse",
        fields: [
          { number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" },
          {
            number: 2,
            name: "members",
            property: "members",
            type: "message",
            of: "etcdserverpb.Member",
            isRepeated: true,
          },
        ],
        enums: [],
      },
      {
        name: "MemberPromoteRequest",
        fields: [{ number: 1, name: "ID", property: "ID", type: "uint64", isId: true }],
        enums: [],
      },
      {
        name: "MemberPromoteResponse",
        fields: [
          { number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" },
          {
            number: 2,
            name: "members",
            property: "members",
            type: "message",
            of: "etcdserverpb.Member",
            isRepeated: true,
          },
        ],
        enums: [],
      },
    ],
    enums: [],
    services: [
      {
        name: "Cluster",
        methods: [
          {
            name: "MemberAdd",
            request: "etcdserverpb.MemberAddRequest",
            response: "etcdserverpb.MemberAddResponse",
            kind: "unary",
          },
          {
            name: "MemberRemove",
            request: "etcdserverpb.MemberRemoveRequest",
            response: "etcdserverpb.MemberRemoveResponse",
            kind: "unary",
          },
          {
            name: "MemberUpdate",
            request: "etcdserverpb.MemberUpdateRequest",
            response: "etcdserverpb.MemberUpdateResponse",
            kind: "unary",
          },
          {
            name: "MemberList",
            request: "etcdserverpb.MemberListRequest",
            response: "etcdserverpb.MemberListResponse",
            kind: "unary",
          },
          {
            name: "MemberPromote",
            request: "etcdserverpb.MemberPromoteRequest",
            response: "etcdserverpb.MemberPromoteResponse",
            kind: "unary",
          },
        ],
      },
    ],
  },
  {
    path: "mvccpb/kv.proto",
    package: "mvccpb",
    imports: [],
    messages: [
      {
        name: "KeyValue",
        fields: [
          { number: 1, name: "key", property: "key", type: "bytes" },
          { number: 2, name: "create_revision", property: "createRevision", type: "int64" },
          { number: 3, name: "mod_revision", property: "modRevision", type: "int64" },
          { number: 4, name: "version", property: "version", type: "int64" },
          { number: 5, name: "value", property: "value", type: "bytes" },
          { number: 6, name: "lease", property: "lease", type: "int64", isId: true },
        ],
        enums: [],
      },
      {
        name: "Event",
        fields: [
          { number: 1, name: "type", property: "type", type: "enum", of: "mvccpb.Event.EventType" },
          { number: 2, name: "kv", property: "kv", type: "message", of: "mvccpb.KeyValue" },
          { number: 3, name: "prev_kv", property: "prevKv", type: "message", of: "mvccpb.KeyValue" },
        ],
        enums: [{ name: "EventType", values: { PUT: 0, DELETE: 1 } }],
      },
    ],
    enums: [],
    services: [],
  },
  {
    path: "etcdserverpb/kv.proto",
    package: "etcdserverpb",
    imports: ["etcdserverpb/header.proto", "mvccpb/kv.proto"],
    messages: [
      {
        name: "RangeRequest",
        fields: [
          { number: 1, name: "key", property: "key", type: "bytes" },
          { number: 2, name: "range_end", property: "rangeEnd", type: "bytes" },
          { number: 3, name: "limit", property: "limit", type: "int64" },
          { number: 4, name: "revision", property: "revision", type: "int64" },
          {
            number: 5,
            name: "sort_order",
            property: "sortOrder",
            type: "enum",
            of: "etcdserverpb.RangeRequest.SortOrder",
          },
          {
            number: 6,
            name: "sort_target",
            property: "sortTarget",
            type: "enum",
            of: "etcdserverpb.RangeRequest.SortTarget",
          },
          { number: 7, name: "serializable", property: "serializable", type: "bool" },
          { number: 8, name: "keys_only", property: "keysOnly", type: "bool" },
          { number: 9, name: "count_only", property: "countOnly", type: "bool" },
          { number: 10, name: "min_mod_revision", property: "minModRevision", type: "int64" },
          { number: 11, name: "max_mod_revision", property: "maxModRevision", type: "int64" },
          { number: 12, name: "min_create_revision", property: "minCreateRevision", type: "int64" },
          { number: 13, name: "max_create_revision", property: "maxCreateRevision", type: "int64" },
        ],
        enums: [
          { name: "SortOrder", values: { NONE: 0, ASCEND: 1, DESCEND: 2 } },
          { name: "SortTarget", values: { KEY: 0, VERSION: 1, CREATE: 2, MOD: 3, VALUE: 4 } },
        ],
      },
      {
        name: "RangeResponse",
        fields: [
          { number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" },
          { number: 2, name: "kvs", property: "kvs", type: "message", of: "mvccpb.KeyValue", isRepeated: true },
          { number: 3, name: "more", property: "more", type: "bool" },
          { number: 4, name: "count", property: "count", type: "int64" },
        ],
        enums: [],
      },
      {
        name: "RangeStreamResponse",
        fields: [
          {
            number: 1,
            name: "range_response",
            property: "rangeResponse",
            type: "message",
            of: "etcdserverpb.RangeResponse",
          },
        ],
        enums: [],
      },
      {
        name: "PutRequest",
        fields: [
          { number: 1, name: "key", property: "key", type: "bytes" },
          { number: 2, name: "value", property: "value", type: "bytes" },
          { number: 3, name: "lease", property: "lease", type: "int64", isId: true },
          { number: 4, name: "prev_kv", property: "prevKv", type: "bool" },
          { number: 5, name: "ignore_value", property: "ignoreValue", type: "bool" },
          { number: 6, name: "ignore_lease", property: "ignoreLease", type: "bool" },
        ],
        enums: [],
      },
      {
        name: "PutResponse",
        fields: [
          { number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" },
          { number: 2, name: "prev_kv", property: "prevKv", type: "message", of: "mvccpb.KeyValue" },
        ],
        enums: [],
      },
      {
        name: "DeleteRangeRequest",
        fields: [
          { number: 1, name: "key", property: "key", type: "bytes" },
          { number: 2, name: "range_end", property: "rangeEnd", type: "bytes" },
          { number: 3, name: "prev_kv", property: "prevKv", type: "bool" },
        ],
        enums: [],
      },
      {
        name: "DeleteRangeResponse",
        fields: [
          { number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" },
          { number: 2, name: "deleted", property: "deleted", type: "int64" },
          {
            number: 3,
            name: "prev_kvs",
            property: "prevKvs",
            type: "message",
            of: "mvccpb.KeyValue",
            isRepeated: true,
          },
        ],
        enums: [],
      },
      {
        name: "RequestOp",
        fields: [
          {
            number: 1,
            name: "request_range",
            property: "requestRange",
            type: "message",
            of: "etcdserverpb.RangeRequest",
            oneof: "request",
          },
          {
            number: 2,
            name: "request_put",
            property: "requestPut",
            type: "message",
            of: "etcdserverpb.PutRequest",
            oneof: "request",
          },
          {
            number: 3,
            name: "request_delete_range",
            property: "requestDeleteRange",
            type: "message",
            of: "etcdserverpb.DeleteRangeRequest",
            oneof: "request",
          },
          {
            number: 4,
            name: "request_txn",
            property: "requestTxn",
            type: "message",
            of: "etcdserverpb.TxnRequest",
            oneof: "request",
          },
        ],
        enums: [],
      },
      {
        name: "ResponseOp",
        fields: [
          {
            number: 1,
            name: "response_range",
            property: "responseRange",
            type: "message",
            of: "etcdserverpb.RangeResponse",
            oneof: "response",
          },
          {
            number: 2,
            name: "response_put",
            property: "responsePut",
            type: "message",
            of: "etcdserverpb.PutResponse",
            oneof: "response",
          },
          {
            number: 3,
            name: "response_delete_range",
            property: "responseDeleteRange",
            type: "message",
            of: "etcdserverpb.DeleteRangeResponse",
            oneof: "response",
          },
          {
            number: 4,
            name: "response_txn",
            property: "responseTxn",
            type: "message",
            of: "etcdserverpb.TxnResponse",
            oneof: "response",
          },
        ],
        enums: [],
      },
      {
        name: "Compare",
        fields: [
          { number: 1, name: "result", property: "result", type: "enum", of: "etcdserverpb.Compare.CompareResult" },
          { number: 2, name: "target", property: "target", type: "enum", of: "etcdserverpb.Compare.CompareTarget" },
          { number: 3, name: "key", property: "key", type: "bytes" },
          { number: 4, name: "version", property: "version", type: "int64", oneof: "target_union" },
          { number: 5, name: "create_revision", property: "createRevision", type: "int64", oneof: "target_union" },
          { number: 6, name: "mod_revision", property: "modRevision", type: "int64", oneof: "target_union" },
          { number: 7, name: "value", property: "value", type: "bytes", oneof: "target_union" },
          { number: 8, name: "lease", property: "lease", type: "int64", oneof: "target_union", isId: true },
          { number: 64, name: "range_end", property: "rangeEnd", type: "bytes" },
        ],
        enums: [
          { name: "CompareResult", values: { EQUAL: 0, GREATER: 1, LESS: 2, NOT_EQUAL: 3 } },
          { name: "CompareTarget", values: { VERSION: 0, CREATE: 1, MOD: 2, VALUE: 3, LEASE: 4 } },
        ],
      },
      {
        name: "TxnRequest",
        fields: [
          {
            number: 1,
            name: "compare",
            property: "compare",
            type: "message",
            of: "etcdserverpb.Compare",
            isRepeated: true,
          },
          {
            number: 2,
            name: "success",
            property: "success",
            type: "message",
            of: "etcdserverpb.RequestOp",
            isRepeated: true,
          },
          {
            number: 3,
            name: "failure",
            property: "failure",
            type: "message",
            of: "etcdserverpb.RequestOp",
            isRepeated: true,
          },
        ],
        enums: [],
      },
      {
        name: "TxnResponse",
        fields: [
          { number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" },
          { number: 2, name: "succeeded", property: "succeeded", type: "bool" },
          {
            number: 3,
            name: "responses",
            property: "responses",
            type: "message",
            of: "etcdserverpb.ResponseOp",
            isRepeated: true,
          },
        ],
        enums: [],
      },
      {
        name: "CompactionRequest",
        fields: [
          { number: 1, name: "revision", property: "revision", type: "int64" },
          { number: 2, name: "physical", property: "physical", type: "bool" },
        ],
        enums: [],
      },
      {
        name: "CompactionResponse",
        fields: [{ number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" }],
        enums: [],
      },
    ],
    enums: [],
    services: [
      {
        name: "KV",
        methods: [
          {
            name: "Range",
            request: "etcdserverpb.RangeRequest",
            response: "etcdserverpb.RangeResponse",
            kind: "unary",
          },
          {
            name: "RangeStream",
            request: "etcdserverpb.RangeRequest",
            response: "etcdserverpb.RangeStreamResponse",
            kind: "serverStream",
          },
          {
            name: "Put",
            request: "etcdserverpb.PutRequest",
            response: "etcdserverpb.PutResponse",
            kind: "unary",
          },
          {
            name: "DeleteRange",
            request: "etcdserverpb.DeleteRangeRequest",
            response: "etcdserverpb.DeleteRangeResponse",
            kind: "unary",
          },
          {
            name: "Txn",
            request: "etcdserverpb.TxnRequest",
            response: "etcdserverpb.TxnResponse",
            kind: "unary",
          },
          {
            name: "Compact",
            request: "etcdserverpb.CompactionRequest",
            response: "etcdserverpb.CompactionResponse",
            kind: "unary",
          },
        ],
      },
    ],
  },
  {
    path: "etcdserverpb/lease.proto",
    package: "etcdserverpb",
    imports: ["etcdserverpb/header.proto"],
    messages: [
      {
        name: "LeaseGrantRequest",
        fields: [
          { number: 1, name: "TTL", property: "TTL", type: "int64" },
          { number: 2, name: "ID", property: "ID", type: "int64", isId: true },
        ],
        enums: [],
      },
      {
        name: "LeaseGrantResponse",
        fields: [
          { number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" },
          { number: 2, name: "ID", property: "ID", type: "int64", isId: true },
          { number: 3, name: "TTL", property: "TTL", type: "int64" },
          { number: 4, name: "error", property: "error", type: "string" },
        ],
        enums: [],
      },
      {
        name: "LeaseRevokeRequest",
        fields: [{ number: 1, name: "ID", property: "ID", type: "int64", isId: true }],
        enums: [],
      },
      {
        name: "LeaseRevokeResponse",
        fields: [{ number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" }],
        enums: [],
      },
      {
        name: "LeaseKeepAliveRequest",
        fields: [{ number: 1, name: "ID", property: "ID", type: "int64", isId: true }],
        enums: [],
      },
      {
        name: "LeaseKeepAliveResponse",
        fields: [
          { number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" },
          { number: 2, name: "ID", property: "ID", type: "int64", isId: true },
          { number: 3, name: "TTL", property: "TTL", type: "int64" },
        ],
        enums: [],
      },
      {
        name: "LeaseTimeToLiveRequest",
        fields: [
          { number: 1, name: "ID", property: "ID", type: "int64", isId: true },
          { number: 2, name: "keys", property: "keys", type: "bool" },
        ],
        enums: [],
      },
      {
        name: "LeaseTimeToLiveResponse",
        fields: [
          { number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" },
          { number: 2, name: "ID", property: "ID", type: "int64", isId: true },
          { number: 3, name: "TTL", property: "TTL", type: "int64" },
          { number: 4, name: "grantedTTL", property: "grantedTTL", type: "int64" },
          { number: 5, name: "keys", property: "keys", type: "bytes", isRepeated: true },
        ],
        enums: [],
      },
      {
        name: "LeaseLeasesRequest",
        fields: [],
        enums: [],
      },
      {
        name: "LeaseStatus",
        fields: [{ number: 1, name: "ID", property: "ID", type: "int64", isId: true }],
        enums: [],
      },
      {
        name: "LeaseLeasesResponse",
        fields: [
          { number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" },
          {
            number: 2,
            name: "leases",
            property: "leases",
            type: "message",
            of: "etcdserverpb.LeaseStatus",
            isRepeated: true,
          },
        ],
        enums: [],
      },
    ],
    enums: [],
    services: [
      {
        name: "Lease",
        methods: [
          {
            name: "LeaseGrant",
            request: "etcdserverpb.LeaseGrantRequest",
            response: "etcdserverpb.LeaseGrantResponse",
            kind: "unary",
          },
          {
            name: "LeaseRevoke",
            request: "etcdserverpb.LeaseRevokeRequest",
            response: "etcdserverpb.LeaseRevokeResponse",
            kind: "unary",
          },
          {
            name: "LeaseKeepAlive",
            request: "etcdserverpb.LeaseKeepAliveRequest",
            response: "etcdserverpb.LeaseKeepAliveResponse",
            kind: "bidi",
          },
          {
            name: "LeaseTimeToLive",
            request: "etcdserverpb.LeaseTimeToLiveRequest",
            response: "etcdserverpb.LeaseTimeToLiveResponse",
            kind: "unary",
          },
          {
            name: "LeaseLeases",
            request: "etcdserverpb.LeaseLeasesRequest",
            response: "etcdserverpb.LeaseLeasesResponse",
            kind: "unary",
          },
        ],
      },
    ],
  },
  {
    path: "etcdserverpb/maintenance.proto",
    package: "etcdserverpb",
    imports: ["etcdserverpb/header.proto"],
    messages: [
      {
        name: "AlarmRequest",
        fields: [
          { number: 1, name: "action", property: "action", type: "enum", of: "etcdserverpb.AlarmRequest.AlarmAction" },
          { number: 2, name: "memberID", property: "memberID", type: "uint64", isId: true },
          { number: 3, name: "alarm", property: "alarm", type: "enum", of: "etcdserverpb.AlarmType" },
        ],
        enums: [{ name: "AlarmAction", values: { GET: 0, ACTIVATE: 1, DEACTIVATE: 2 } }],
      },
      {
        name: "AlarmMember",
        fields: [
          { number: 1, name: "memberID", property: "memberID", type: "uint64", isId: true },
          { number: 2, name: "alarm", property: "alarm", type: "enum", of: "etcdserverpb.AlarmType" },
        ],
        enums: [],
      },
      {
        name: "AlarmResponse",
        fields: [
          { number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" },
          {
            number: 2,
            name: "alarms",
            property: "alarms",
            type: "message",
            of: "etcdserverpb.AlarmMember",
            isRepeated: true,
          },
        ],
        enums: [],
      },
      {
        name: "StatusRequest",
        fields: [],
        enums: [],
      },
      {
        name: "StatusResponse",
        fields: [
          { number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" },
          { number: 2, name: "version", property: "version", type: "string" },
          { number: 3, name: "dbSize", property: "dbSize", type: "int64" },
          { number: 4, name: "leader", property: "leader", type: "uint64", isId: true },
          { number: 5, name: "raftIndex", property: "raftIndex", type: "uint64" },
          { number: 6, name: "raftTerm", property: "raftTerm", type: "uint64" },
          { number: 7, name: "raftAppliedIndex", property: "raftAppliedIndex", type: "uint64" },
          { number: 8, name: "errors", property: "errors", type: "string", isRepeated: true },
          { number: 9, name: "dbSizeInUse", property: "dbSizeInUse", type: "int64" },
          { number: 10, name: "isLearner", property: "isLearner", type: "bool" },
          { number: 11, name: "storageVersion", property: "storageVersion", type: "string" },
          { number: 12, name: "dbSizeQuota", property: "dbSizeQuota", type: "int64" },
          {
            number: 13,
            name: "downgradeInfo",
            property: "downgradeInfo",
            type: "message",
            of: "etcdserverpb.DowngradeInfo",
          },
        ],
        enums: [],
      },
      {
        name: "DowngradeInfo",
        fields: [
          { number: 1, name: "enabled", property: "enabled", type: "bool" },
          { number: 2, name: "targetVersion", property: "targetVersion", type: "string" },
        ],
        enums: [],
      },
      {
        name: "DefragmentRequest",
        fields: [],
        enums: [],
      },
      {
        name: "DefragmentResponse",
        fields: [{ number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" }],
        enums: [],
      },
      {
        name: "HashRequest",
        fields: [],
        enums: [],
      },
      {
        name: "HashResponse",
        fields: [
          { number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" },
          { number: 2, name: "hash", property: "hash", type: "uint32" },
        ],
        enums: [],
      },
      {
        name: "HashKVRequest",
        fields: [{ number: 1, name: "revision", property: "revision", type: "int64" }],
        enums: [],
      },
      {
        name: "HashKVResponse",
        fields: [
          { number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" },
          { number: 2, name: "hash", property: "hash", type: "uint32" },
          { number: 3, name: "compact_revision", property: "compactRevision", type: "int64" },
          { number: 4, name: "hash_revision", property: "hashRevision", type: "int64" },
        ],
        enums: [],
      },
      {
        name: "SnapshotRequest",
        fields: [],
        enums: [],
      },
      {
        name: "SnapshotResponse",
        fields: [
          { number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" },
          { number: 2, name: "remaining_bytes", property: "remainingBytes", type: "uint64" },
          { number: 3, name: "blob", property: "blob", type: "bytes" },
          { number: 4, name: "version", property: "version", type: "string" },
        ],
        enums: [],
      },
      {
        name: "MoveLeaderRequest",
        fields: [{ number: 1, name: "targetID", property: "targetID", type: "uint64", isId: true }],
        enums: [],
      },
      {
        name: "MoveLeaderResponse",
        fields: [{ number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" }],
        enums: [],
      },
      {
        name: "DowngradeRequest",
        fields: [
          {
            number: 1,
            name: "action",
            property: "action",
            type: "enum",
            of: "etcdserverpb.DowngradeRequest.DowngradeAction",
          },
          { number: 2, name: "version", property: "version", type: "string" },
        ],
        enums: [{ name: "DowngradeAction", values: { VALIDATE: 0, ENABLE: 1, CANCEL: 2 } }],
      },
      {
        name: "DowngradeResponse",
        fields: [
          { number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" },
          { number: 2, name: "version", property: "version", type: "string" },
        ],
        enums: [],
      },
    ],
    enums: [{ name: "AlarmType", values: { NONE: 0, NOSPACE: 1, CORRUPT: 2 } }],
    services: [
      {
        name: "Maintenance",
        methods: [
          {
            name: "Alarm",
            request: "etcdserverpb.AlarmRequest",
            response: "etcdserverpb.AlarmResponse",
            kind: "unary",
          },
          {
            name: "Status",
            request: "etcdserverpb.StatusRequest",
            response: "etcdserverpb.StatusResponse",
            kind: "unary",
          },
          {
            name: "Defragment",
            request: "etcdserverpb.DefragmentRequest",
            response: "etcdserverpb.DefragmentResponse",
            kind: "unary",
          },
          {
            name: "Hash",
            request: "etcdserverpb.HashRequest",
            response: "etcdserverpb.HashResponse",
            kind: "unary",
          },
          {
            name: "HashKV",
            request: "etcdserverpb.HashKVRequest",
            response: "etcdserverpb.HashKVResponse",
            kind: "unary",
          },
          {
            name: "Snapshot",
            request: "etcdserverpb.SnapshotRequest",
            response: "etcdserverpb.SnapshotResponse",
            kind: "serverStream",
          },
          {
            name: "MoveLeader",
            request: "etcdserverpb.MoveLeaderRequest",
            response: "etcdserverpb.MoveLeaderResponse",
            kind: "unary",
          },
          {
            name: "Downgrade",
            request: "etcdserverpb.DowngradeRequest",
            response: "etcdserverpb.DowngradeResponse",
            kind: "unary",
          },
        ],
      },
    ],
  },
  {
    path: "etcdserverpb/watch.proto",
    package: "etcdserverpb",
    imports: ["etcdserverpb/header.proto", "mvccpb/kv.proto"],
    messages: [
      {
        name: "WatchRequest",
        fields: [
          {
            number: 1,
            name: "create_request",
            property: "createRequest",
            type: "message",
            of: "etcdserverpb.WatchCreateRequest",
            oneof: "request_union",
          },
          {
            number: 2,
            name: "cancel_request",
            property: "cancelRequest",
            type: "message",
            of: "etcdserverpb.WatchCancelRequest",
            oneof: "request_union",
          },
          {
            number: 3,
            name: "progress_request",
            property: "progressRequest",
            type: "message",
            of: "etcdserverpb.WatchProgressRequest",
            oneof: "request_union",
          },
        ],
        enums: [],
      },
      {
        name: "WatchCreateRequest",
        fields: [
          { number: 1, name: "key", property: "key", type: "bytes" },
          { number: 2, name: "range_end", property: "rangeEnd", type: "bytes" },
          { number: 3, name: "start_revision", property: "startRevision", type: "int64" },
          { number: 4, name: "progress_notify", property: "progressNotify", type: "bool" },
          {
            number: 5,
            name: "filters",
            property: "filters",
            type: "enum",
            of: "etcdserverpb.WatchCreateRequest.FilterType",
            isRepeated: true,
          },
          { number: 6, name: "prev_kv", property: "prevKv", type: "bool" },
          { number: 7, name: "watch_id", property: "watchId", type: "int64", isId: true },
          { number: 8, name: "fragment", property: "fragment", type: "bool" },
        ],
        enums: [{ name: "FilterType", values: { NOPUT: 0, NODELETE: 1 } }],
      },
      {
        name: "WatchCancelRequest",
        fields: [{ number: 1, name: "watch_id", property: "watchId", type: "int64", isId: true }],
        enums: [],
      },
      {
        name: "WatchProgressRequest",
        fields: [],
        enums: [],
      },
      {
        name: "WatchResponse",
        fields: [
          { number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" },
          { number: 2, name: "watch_id", property: "watchId", type: "int64", isId: true },
          { number: 3, name: "created", property: "created", type: "bool" },
          { number: 4, name: "canceled", property: "canceled", type: "bool" },
          { number: 5, name: "compact_revision", property: "compactRevision", type: "int64" },
          { number: 6, name: "cancel_reason", property: "cancelReason", type: "string" },
          { number: 7, name: "fragment", property: "fragment", type: "bool" },
          { number: 11, name: "events", property: "events", type: "message", of: "mvccpb.Event", isRepeated: true },
        ],
        enums: [],
      },
    ],
    enums: [],
    services: [
      {
        name: "Watch",
        methods: [
          {
            name: "Watch",
            request: "etcdserverpb.WatchRequest",
            response: "etcdserverpb.WatchResponse",
            kind: "bidi",
          },
        ],
      },
    ],
  },
  {
    path: "grpc/health/v1/health.proto",
    package: "grpc.health.v1",
    imports: [],
    messages: [
      {
        name: "HealthCheckRequest",
        fields: [{ number: 1, name: "service", property: "service", type: "string" }],
        enums: [],
      },
      {
        name: "HealthCheckResponse",
        fields: [
          {
            number: 1,
            name: "status",
            property: "status",
            type: "enum",
            of: "grpc.health.v1.HealthCheckResponse.ServingStatus",
          },
        ],
        enums: [{ name: "ServingStatus", values: { UNKNOWN: 0, SERVING: 1, NOT_SERVING: 2, SERVICE_UNKNOWN: 3 } }],
      },
    ],
    enums: [],
    services: [
      {
        name: "Health",
        methods: [
          {
            name: "Check",
            request: "grpc.health.v1.HealthCheckRequest",
            response: "grpc.health.v1.HealthCheckResponse",
            kind: "unary",
          },
          {
            name: "Watch",
            request: "grpc.health.v1.HealthCheckRequest",
            response: "grpc.health.v1.HealthCheckResponse",
            kind: "serverStream",
          },
        ],
      },
    ],
  },
  {
    path: "keyval/command_log.proto",
    package: "keyval",
    imports: [],
    messages: [
      {
        name: "CommandLogReadRequest",
        fields: [
          { number: 1, name: "first", property: "first", type: "int64" },
          { number: 2, name: "last", property: "last", type: "int64" },
          { number: 3, name: "follow", property: "follow", type: "bool" },
        ],
        enums: [],
      },
      {
        name: "CommandLogReadResponse",
        fields: [{ number: 1, name: "lines", property: "lines", type: "string", isRepeated: true }],
        enums: [],
      },
    ],
    enums: [],
    services: [
      {
        name: "CommandLog",
        methods: [
          {
            name: "Read",
            request: "keyval.CommandLogReadRequest",
            response: "keyval.CommandLogReadResponse",
            kind: "serverStream",
          },
        ],
      },
    ],
  },
  {
    path: "keyval/commands.proto",
    package: "keyval",
    imports: [],
    messages: [
      {
        name: "LeaseGrantCommand",
        fields: [
          { number: 1, name: "ID", property: "ID", type: "int64", isId: true },
          { number: 2, name: "TTL", property: "TTL", type: "int64" },
          { number: 3, name: "time", property: "time", type: "int64" },
        ],
        enums: [],
      },
      {
        name: "LeaseRenewCommand",
        fields: [
          { number: 1, name: "IDs", property: "IDs", type: "int64", isRepeated: true, isId: true },
          { number: 2, name: "time", property: "time", type: "int64" },
        ],
        enums: [],
      },
      {
        name: "LeaseExpireCommand",
        fields: [
          { number: 1, name: "IDs", property: "IDs", type: "int64", isRepeated: true, isId: true },
          { number: 2, name: "time", property: "time", type: "int64" },
          { number: 3, name: "term", property: "term", type: "uint64" },
        ],
        enums: [],
      },
      {
        name: "LeaseTimeCommand",
        fields: [{ number: 1, name: "time", property: "time", type: "int64" }],
        enums: [],
      },
      {
        name: "UserAddCommand",
        fields: [
          { number: 1, name: "name", property: "name", type: "string" },
          { number: 2, name: "hash", property: "hash", type: "bytes" },
          { number: 3, name: "no_password", property: "noPassword", type: "bool" },
        ],
        enums: [],
      },
      {
        name: "UserChangePasswordCommand",
        fields: [
          { number: 1, name: "name", property: "name", type: "string" },
          { number: 2, name: "hash", property: "hash", type: "bytes" },
        ],
        enums: [],
      },
      {
        name: "MemberAddCommand",
        fields: [
          { number: 1, name: "ID", property: "ID", type: "uint64", isId: true },
          { number: 2, name: "peerURLs", property: "peerURLs", type: "string", isRepeated: true },
          { number: 3, name: "isLearner", property: "isLearner", type: "bool" },
        ],
        enums: [],
      },
      {
        name: "MemberAnnounceCommand",
        fields: [
          { number: 1, name: "ID", property: "ID", type: "uint64", isId: true },
          { number: 2, name: "name", property: "name", type: "string" },
          { number: 3, name: "clientURLs", property: "clientURLs", type: "string", isRepeated: true },
          { number: 4, name: "incarnation", property: "incarnation", type: "uint64", isId: true },
          { number: 5, name: "level", property: "level", type: "int64" },
        ],
        enums: [],
      },
      {
        name: "ClusterLevelCommand",
        fields: [{ number: 1, name: "level", property: "level", type: "int64" }],
        enums: [],
      },
      {
        name: "ClusterVersionCommand",
        fields: [{ number: 1, name: "version", property: "version", type: "string" }],
        enums: [],
      },
      {
        name: "SessionRegisterCommand",
        fields: [
          { number: 1, name: "time", property: "time", type: "int64" },
          { number: 2, name: "key", property: "key", type: "string" },
          { number: 3, name: "request", property: "request", type: "bytes" },
        ],
        enums: [],
      },
      {
        name: "SessionExpireCommand",
        fields: [
          { number: 1, name: "sessions", property: "sessions", type: "int64", isRepeated: true },
          { number: 2, name: "time", property: "time", type: "int64" },
        ],
        enums: [],
      },
    ],
    enums: [],
    services: [],
  },
  {
    path: "keyval/session.proto",
    package: "keyval",
    imports: ["etcdserverpb/header.proto"],
    messages: [
      {
        name: "SessionOpenRequest",
        fields: [],
        enums: [],
      },
      {
        name: "SessionOpenResponse",
        fields: [
          { number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" },
          { number: 2, name: "session", property: "session", type: "int64" },
          { number: 3, name: "ttl_ms", property: "ttlMs", type: "int64" },
        ],
        enums: [],
      },
    ],
    enums: [],
    services: [
      {
        name: "Session",
        methods: [
          {
            name: "Open",
            request: "keyval.SessionOpenRequest",
            response: "keyval.SessionOpenResponse",
            kind: "unary",
          },
        ],
      },
    ],
  },
  {
    path: "keyval/snapshot.proto",
    package: "keyval",
    imports: [],
    messages: [
      {
        name: "SnapshotSinceRequest",
        fields: [
          { number: 1, name: "digest", property: "digest", type: "bytes" },
          { number: 2, name: "cluster", property: "cluster", type: "string" },
          { number: 3, name: "index", property: "index", type: "int64" },
          { number: 4, name: "revision", property: "revision", type: "int64" },
          { number: 5, name: "incarnations", property: "incarnations", type: "uint64", isRepeated: true, isId: true },
        ],
        enums: [],
      },
      {
        name: "SnapshotSinceResponse",
        fields: [{ number: 1, name: "blob", property: "blob", type: "bytes" }],
        enums: [],
      },
    ],
    enums: [],
    services: [
      {
        name: "Snapshot",
        methods: [
          {
            name: "Since",
            request: "keyval.SnapshotSinceRequest",
            response: "keyval.SnapshotSinceResponse",
            kind: "serverStream",
          },
        ],
      },
    ],
  },
  {
    path: "keyval/state.proto",
    package: "keyval",
    imports: ["authpb/auth.proto", "etcdserverpb/maintenance.proto"],
    messages: [
      {
        name: "SmallState",
        fields: [
          { number: 1, name: "revision", property: "revision", type: "int64" },
          { number: 2, name: "compact_revision", property: "compactRevision", type: "int64" },
          { number: 3, name: "lease_time", property: "leaseTime", type: "int64" },
          { number: 4, name: "leases", property: "leases", type: "message", of: "keyval.LeaseState", isRepeated: true },
          { number: 5, name: "auth", property: "auth", type: "message", of: "keyval.AuthState" },
          {
            number: 6,
            name: "alarms",
            property: "alarms",
            type: "message",
            of: "etcdserverpb.AlarmMember",
            isRepeated: true,
          },
          {
            number: 7,
            name: "members",
            property: "members",
            type: "message",
            of: "keyval.MemberState",
            isRepeated: true,
          },
          { number: 8, name: "cluster_version", property: "clusterVersion", type: "string" },
          { number: 9, name: "downgrade", property: "downgrade", type: "message", of: "etcdserverpb.DowngradeInfo" },
          { number: 10, name: "last_session", property: "lastSession", type: "int64" },
          {
            number: 11,
            name: "sessions",
            property: "sessions",
            type: "message",
            of: "keyval.SessionState",
            isRepeated: true,
          },
          {
            number: 12,
            name: "removed_members",
            property: "removedMembers",
            type: "uint64",
            isRepeated: true,
            isId: true,
          },
          { number: 13, name: "level", property: "level", type: "int64" },
        ],
        enums: [],
      },
      {
        name: "MemberState",
        fields: [
          { number: 1, name: "ID", property: "ID", type: "uint64", isId: true },
          { number: 2, name: "name", property: "name", type: "string" },
          { number: 3, name: "peerURLs", property: "peerURLs", type: "string", isRepeated: true },
          { number: 4, name: "clientURLs", property: "clientURLs", type: "string", isRepeated: true },
          { number: 5, name: "isLearner", property: "isLearner", type: "bool" },
          { number: 6, name: "incarnation", property: "incarnation", type: "uint64", isId: true },
          { number: 7, name: "level", property: "level", type: "int64" },
        ],
        enums: [],
      },
      {
        name: "LeaseState",
        fields: [
          { number: 1, name: "ID", property: "ID", type: "int64", isId: true },
          { number: 2, name: "TTL", property: "TTL", type: "int64" },
          { number: 3, name: "deadline", property: "deadline", type: "int64" },
        ],
        enums: [],
      },
      {
        name: "AuthState",
        fields: [
          { number: 1, name: "enabled", property: "enabled", type: "bool" },
          { number: 2, name: "revision", property: "revision", type: "uint64" },
          { number: 3, name: "users", property: "users", type: "message", of: "keyval.UserState", isRepeated: true },
          { number: 4, name: "roles", property: "roles", type: "message", of: "keyval.RoleState", isRepeated: true },
        ],
        enums: [],
      },
      {
        name: "UserState",
        fields: [
          { number: 1, name: "name", property: "name", type: "string" },
          { number: 2, name: "hash", property: "hash", type: "bytes" },
          { number: 3, name: "no_password", property: "noPassword", type: "bool" },
          { number: 4, name: "roles", property: "roles", type: "string", isRepeated: true },
        ],
        enums: [],
      },
      {
        name: "RoleState",
        fields: [
          { number: 1, name: "name", property: "name", type: "string" },
          {
            number: 2,
            name: "permissions",
            property: "permissions",
            type: "message",
            of: "authpb.Permission",
            isRepeated: true,
          },
        ],
        enums: [],
      },
      {
        name: "SessionState",
        fields: [
          { number: 1, name: "session", property: "session", type: "int64" },
          { number: 2, name: "used", property: "used", type: "int64" },
          { number: 3, name: "acknowledged", property: "acknowledged", type: "int64" },
          {
            number: 4,
            name: "results",
            property: "results",
            type: "message",
            of: "keyval.SessionResult",
            isRepeated: true,
          },
          { number: 5, name: "user", property: "user", type: "string" },
          { number: 6, name: "key", property: "key", type: "string" },
          { number: 7, name: "request", property: "request", type: "bytes" },
        ],
        enums: [],
      },
      {
        name: "SessionResult",
        fields: [
          { number: 1, name: "number", property: "number", type: "int64" },
          { number: 2, name: "result", property: "result", type: "bytes" },
        ],
        enums: [],
      },
    ],
    enums: [],
    services: [],
  },
  {
    path: "v3electionpb/election.proto",
    package: "v3electionpb",
    imports: ["etcdserverpb/header.proto", "mvccpb/kv.proto"],
    messages: [
      {
        name: "CampaignRequest",
        fields: [
          { number: 1, name: "name", property: "name", type: "bytes" },
          { number: 2, name: "lease", property: "lease", type: "int64", isId: true },
          { number: 3, name: "value", property: "value", type: "bytes" },
        ],
        enums: [],
      },
      {
        name: "CampaignResponse",
        fields: [
          { number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" },
          { number: 2, name: "leader", property: "leader", type: "message", of: "v3electionpb.LeaderKey" },
        ],
        enums: [],
      },
      {
        name: "LeaderKey",
        fields: [
          { number: 1, name: "name", property: "name", type: "bytes" },
          { number: 2, name: "key", property: "key", type: "bytes" },
          { number: 3, name: "rev", property: "rev", type: "int64" },
          { number: 4, name: "lease", property: "lease", type: "int64", isId: true },
        ],
        enums: [],
      },
      {
        name: "LeaderRequest",
        fields: [{ number: 1, name: "name", property: "name", type: "bytes" }],
        enums: [],
      },
      {
        name: "LeaderResponse",
        fields: [
          { number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" },
          { number: 2, name: "kv", property: "kv", type: "message", of: "mvccpb.KeyValue" },
        ],
        enums: [],
      },
      {
        name: "ResignRequest",
        fields: [{ number: 1, name: "leader", property: "leader", type: "message", of: "v3electionpb.LeaderKey" }],
        enums: [],
      },
      {
        name: "ResignResponse",
        fields: [{ number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" }],
        enums: [],
      },
      {
        name: "ProclaimRequest",
        fields: [
          { number: 1, name: "leader", property: "leader", type: "message", of: "v3electionpb.LeaderKey" },
          { number: 2, name: "value", property: "value", type: "bytes" },
        ],
        enums: [],
      },
      {
        name: "ProclaimResponse",
        fields: [{ number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" }],
        enums: [],
      },
    ],
    enums: [],
    services: [
      {
        name: "Election",
        methods: [
          {
            name: "Campaign",
            request: "v3electionpb.CampaignRequest",
            response: "v3electionpb.CampaignResponse",
            kind: "unary",
          },
          {
            name: "Proclaim",
            request: "v3electionpb.ProclaimRequest",
            response: "v3electionpb.ProclaimResponse",
            kind: "unary",
          },
          {
            name: "Leader",
            request: "v3electionpb.LeaderRequest",
            response: "v3electionpb.LeaderResponse",
            kind: "unary",
          },
          {
            name: "Observe",
            request: "v3electionpb.LeaderRequest",
            response: "v3electionpb.LeaderResponse",
            kind: "serverStream",
          },
          {
            name: "Resign",
            request: "v3electionpb.ResignRequest",
            response: "v3electionpb.ResignResponse",
            kind: "unary",
          },
        ],
      },
    ],
  },
  {
    path: "v3lockpb/lock.proto",
    package: "v3lockpb",
    imports: ["etcdserverpb/header.proto"],
    messages: [
      {
        name: "LockRequest",
        fields: [
          { number: 1, name: "name", property: "name", type: "bytes" },
          { number: 2, name: "lease", property: "lease", type: "int64", isId: true },
        ],
        enums: [],
      },
      {
        name: "LockResponse",
        fields: [
          { number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" },
          { number: 2, name: "key", property: "key", type: "bytes" },
        ],
        enums: [],
      },
      {
        name: "UnlockRequest",
        fields: [{ number: 1, name: "key", property: "key", type: "bytes" }],
        enums: [],
      },
      {
        name: "UnlockResponse",
        fields: [{ number: 1, name: "header", property: "header", type: "message", of: "etcdserverpb.ResponseHeader" }],
        enums: [],
      },
    ],
    enums: [],
    services: [
      {
        name: "Lock",
        methods: [
          {
            name: "Lock",
            request: "v3lockpb.LockRequest",
            response: "v3lockpb.LockResponse",
            kind: "unary",
          },
          {
            name: "Unlock",
            request: "v3lockpb.UnlockRequest",
            response: "v3lockpb.UnlockResponse",
            kind: "unary",
          },
        ],
      },
    ],
  },
];
