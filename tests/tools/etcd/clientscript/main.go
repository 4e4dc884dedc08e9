// A program of real use over etcd's own client: prints what it is told, for the transcript of one server to be compared
// with that of another. Ids of leases, terms and times are not printed.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/client/v3/concurrency"
	"go.etcd.io/etcd/client/v3/namespace"
	"google.golang.org/grpc/status"
)

type scene struct {
	name string
	play func(context.Context, *clientv3.Client)
}

func main() {
	client, err := clientv3.New(clientv3.Config{Endpoints: os.Args[1:], DialTimeout: 10 * time.Second})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer client.Close()
	for _, s := range []scene{
		{"keys", keys}, {"ranges", ranges}, {"transactions", transactions}, {"history", history}, {"watch", watch},
		{"watch again", watchAgain}, {"leases", leases}, {"mutex", mutex}, {"election", election}, {"stm", stm},
		{"namespaces", namespaces}, {"refusals", refusals}, {"members", members},
	} {
		fmt.Println("==", s.name)
		ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
		s.play(ctx, client)
		cancel()
	}
}

func say(what string, err error, told ...any) {
	if err != nil {
		fmt.Println(what, "error:", status.Code(err), err)
		return
	}
	fmt.Println(append([]any{what}, told...)...)
}

func shown(kvs ...string) string { return "[" + strings.Join(kvs, " ") + "]" }

func show(resp *clientv3.GetResponse) string {
	var all []string
	for _, kv := range resp.Kvs {
		all = append(all, fmt.Sprintf("%s=%s c%d m%d v%d", kv.Key, kv.Value, kv.CreateRevision, kv.ModRevision, kv.Version))
	}
	return fmt.Sprintf("%s count %d more %v revision %d", shown(all...), resp.Count, resp.More, resp.Header.Revision)
}

func keys(ctx context.Context, c *clientv3.Client) {
	put, err := c.Put(ctx, "k/1", "one")
	say("put", err, put.Header.Revision)
	put, err = c.Put(ctx, "k/1", "uno", clientv3.WithPrevKV())
	say("put again", err, put.Header.Revision, string(put.PrevKv.Value))
	got, err := c.Get(ctx, "k/1")
	say("get", err, show(got))
	got, err = c.Get(ctx, "k/none")
	say("get nothing", err, show(got))
	del, err := c.Delete(ctx, "k/1", clientv3.WithPrevKV())
	say("delete", err, del.Deleted, string(del.PrevKvs[0].Value), del.Header.Revision)
	del, err = c.Delete(ctx, "k/1")
	say("delete nothing", err, del.Deleted, del.Header.Revision)
	put, err = c.Put(ctx, "k/1", "")
	say("put nothing", err, put.Header.Revision)
	got, err = c.Get(ctx, "k/1")
	say("get", err, show(got))
}

func ranges(ctx context.Context, c *clientv3.Client) {
	for i := 0; i < 12; i++ {
		if _, err := c.Put(ctx, fmt.Sprintf("r/%02d", i), fmt.Sprint(100-i)); err != nil {
			say("put", err)
		}
	}
	list := []struct {
		name string
		key  string
		opts []clientv3.OpOption
	}{
		{"prefix", "r/", []clientv3.OpOption{clientv3.WithPrefix()}},
		{"limit", "r/", []clientv3.OpOption{clientv3.WithPrefix(), clientv3.WithLimit(5)}},
		{"count", "r/", []clientv3.OpOption{clientv3.WithPrefix(), clientv3.WithCountOnly()}},
		{"keys", "r/", []clientv3.OpOption{clientv3.WithPrefix(), clientv3.WithKeysOnly(), clientv3.WithLimit(2)}},
		{"range", "r/03", []clientv3.OpOption{clientv3.WithRange("r/06")}},
		{"from", "r/09", []clientv3.OpOption{clientv3.WithFromKey(), clientv3.WithLimit(3)}},
		{"by value", "r/", []clientv3.OpOption{clientv3.WithPrefix(), clientv3.WithSort(clientv3.SortByValue, clientv3.SortAscend), clientv3.WithLimit(4)}},
		{"by mod, last first", "r/", []clientv3.OpOption{clientv3.WithPrefix(), clientv3.WithSort(clientv3.SortByModRevision, clientv3.SortDescend), clientv3.WithLimit(3)}},
		{"last created", "r/", clientv3.WithLastCreate()},
		{"first key", "r/", clientv3.WithFirstKey()},
		{"serializable", "r/01", []clientv3.OpOption{clientv3.WithSerializable()}},
	}
	for _, l := range list {
		got, err := c.Get(ctx, l.key, l.opts...)
		if err != nil {
			say(l.name, err)
			continue
		}
		say(l.name, err, show(got))
	}
	del, err := c.Delete(ctx, "r/", clientv3.WithPrefix())
	say("delete all", err, del.Deleted)
}

func transactions(ctx context.Context, c *clientv3.Client) {
	txn := func(name string, cmps []clientv3.Cmp, then, otherwise []clientv3.Op) {
		resp, err := c.Txn(ctx).If(cmps...).Then(then...).Else(otherwise...).Commit()
		if err != nil {
			say(name, err)
			return
		}
		var parts []string
		for _, r := range resp.Responses {
			switch {
			case r.GetResponseRange() != nil:
				parts = append(parts, "range "+show((*clientv3.GetResponse)(r.GetResponseRange())))
			case r.GetResponsePut() != nil:
				parts = append(parts, "put")
			case r.GetResponseDeleteRange() != nil:
				parts = append(parts, fmt.Sprint("deleted ", r.GetResponseDeleteRange().Deleted))
			case r.GetResponseTxn() != nil:
				parts = append(parts, fmt.Sprint("txn ", r.GetResponseTxn().Succeeded))
			}
		}
		say(name, nil, resp.Succeeded, resp.Header.Revision, strings.Join(parts, "; "))
	}
	missing := []clientv3.Cmp{clientv3.Compare(clientv3.Version("t/1"), "=", 0)}
	put := []clientv3.Op{clientv3.OpPut("t/1", "a")}
	get := []clientv3.Op{clientv3.OpGet("t/1")}
	txn("create", missing, put, get)
	txn("create again", missing, put, get)
	txn("compare values", []clientv3.Cmp{clientv3.Compare(clientv3.Value("t/1"), "=", "a")},
		[]clientv3.Op{clientv3.OpPut("t/1", "b"), clientv3.OpGet("t/1"), clientv3.OpPut("t/2", "c"), clientv3.OpGet("t/", clientv3.WithPrefix())}, nil)
	txn("nested", nil, []clientv3.Op{clientv3.OpTxn(missing, put, []clientv3.Op{clientv3.OpDelete("t/2")})}, nil)
	txn("every key", []clientv3.Cmp{clientv3.Compare(clientv3.CreateRevision("t/"), ">", 0).WithPrefix()}, get, nil)
	txn("nothing", nil, nil, nil)
	txn("twice the same key", nil, append(put, clientv3.OpPut("t/1", "z")), nil)
	txn("unchanged", nil, get, nil)
}

func history(ctx context.Context, c *clientv3.Client) {
	var revs []int64
	for i := 0; i < 5; i++ {
		put, err := c.Put(ctx, "h/1", fmt.Sprint(i))
		if err != nil {
			say("put", err)
			return
		}
		revs = append(revs, put.Header.Revision)
	}
	got, err := c.Get(ctx, "h/1", clientv3.WithRev(revs[1]))
	say("old", err, show(got))
	_, err = c.Compact(ctx, revs[3])
	say("compact", err)
	_, err = c.Get(ctx, "h/1", clientv3.WithRev(revs[1]))
	say("compacted", err)
	got, err = c.Get(ctx, "h/1", clientv3.WithRev(revs[3]))
	say("at the compacted", err, show(got))
	_, err = c.Compact(ctx, revs[3])
	say("compact again", err)
	_, err = c.Compact(ctx, revs[4]+100)
	say("compact what is to come", err)
	_, err = c.Get(ctx, "h/1", clientv3.WithRev(revs[4]+100))
	say("get what is to come", err)
}

func showEvents(resp clientv3.WatchResponse) {
	for _, ev := range resp.Events {
		prev := ""
		if ev.PrevKv != nil {
			prev = " was " + string(ev.PrevKv.Value)
		}
		fmt.Printf("%s %s=%s m%d v%d%s\n", ev.Type, ev.Kv.Key, ev.Kv.Value, ev.Kv.ModRevision, ev.Kv.Version, prev)
	}
}

func read(ch clientv3.WatchChan, events int) {
	for seen := 0; seen < events; {
		resp, ok := <-ch
		if !ok {
			fmt.Println("the watch ended")
			return
		}
		if resp.Err() != nil {
			fmt.Println("watch error:", resp.Err(), "compacted:", resp.CompactRevision > 0)
			return
		}
		showEvents(resp)
		seen += len(resp.Events)
	}
}

func watch(ctx context.Context, c *clientv3.Client) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	all := c.Watch(ctx, "w/", clientv3.WithPrefix(), clientv3.WithPrevKV(), clientv3.WithCreatedNotify())
	fmt.Println("created", (<-all).Created)
	deletes := c.Watch(ctx, "w/", clientv3.WithPrefix(), clientv3.WithFilterPut(), clientv3.WithCreatedNotify())
	<-deletes
	for i := 0; i < 3; i++ {
		_, err := c.Put(ctx, "w/1", fmt.Sprint(i))
		say("put", err)
	}
	_, err := c.Txn(ctx).Then(clientv3.OpPut("w/2", "x"), clientv3.OpDelete("w/1")).Commit()
	say("txn", err)
	read(all, 5)
	read(deletes, 1)
	say("progress", c.RequestProgress(ctx))
}

func watchAgain(ctx context.Context, c *clientv3.Client) {
	first, err := c.Put(ctx, "wa/1", "a")
	say("put", err)
	for _, v := range []string{"b", "c", "d"} {
		_, err = c.Put(ctx, "wa/1", v)
		say("put", err)
	}
	inner, cancel := context.WithCancel(ctx)
	read(c.Watch(inner, "wa/1", clientv3.WithRev(first.Header.Revision+1)), 3)
	cancel()
	_, err = c.Compact(ctx, first.Header.Revision+3)
	say("compact", err)
	inner, cancel = context.WithCancel(ctx)
	read(c.Watch(inner, "wa/1", clientv3.WithRev(first.Header.Revision)), 1)
	read(c.Watch(inner, "wa/1", clientv3.WithRev(first.Header.Revision+3)), 1)
	cancel()
}

func leases(ctx context.Context, c *clientv3.Client) {
	grant, err := c.Grant(ctx, 30)
	say("grant", err, grant.TTL)
	_, err = c.Put(ctx, "l/1", "x", clientv3.WithLease(grant.ID))
	say("put", err)
	_, err = c.Put(ctx, "l/2", "y", clientv3.WithLease(grant.ID))
	say("put", err)
	left, err := c.TimeToLive(ctx, grant.ID, clientv3.WithAttachedKeys())
	say("time to live", err, left.GrantedTTL, left.TTL > 20, len(left.Keys))
	once, err := c.KeepAliveOnce(ctx, grant.ID)
	say("keep alive", err, once.TTL)
	alive, cancel := context.WithCancel(ctx)
	ch, err := c.KeepAlive(alive, grant.ID)
	say("keep alive for long", err, (<-ch).TTL)
	cancel()
	list, err := c.Leases(ctx)
	say("leases", err, len(list.Leases))
	_, err = c.Revoke(ctx, grant.ID)
	say("revoke", err)
	got, err := c.Get(ctx, "l/", clientv3.WithPrefix())
	say("get", err, show(got))
	_, err = c.KeepAliveOnce(ctx, grant.ID)
	say("keep alive what is gone", err)
	_, err = c.Revoke(ctx, grant.ID)
	say("revoke what is gone", err)
	_, err = c.Put(ctx, "l/3", "z", clientv3.WithLease(grant.ID))
	say("put under what is gone", err)
	short, err := c.Grant(ctx, 2)
	say("grant", err, short.TTL)
	_, err = c.Put(ctx, "l/4", "short", clientv3.WithLease(short.ID))
	say("put", err)
	ends, cancel := context.WithCancel(ctx)
	read(c.Watch(ends, "l/4"), 1)
	cancel()
}

func mutex(ctx context.Context, c *clientv3.Client) {
	var order []int
	var wg sync.WaitGroup
	var inside, most int
	var guard sync.Mutex
	for i := 0; i < 5; i++ {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			session, err := concurrency.NewSession(c, concurrency.WithTTL(10))
			if err != nil {
				say("session", err)
				return
			}
			defer session.Close()
			m := concurrency.NewMutex(session, "m/lock")
			if err := m.Lock(ctx); err != nil {
				say("lock", err)
				return
			}
			guard.Lock()
			inside++
			most = max(most, inside)
			order = append(order, i)
			guard.Unlock()
			time.Sleep(5 * time.Millisecond)
			guard.Lock()
			inside--
			guard.Unlock()
			if err := m.Unlock(ctx); err != nil {
				say("unlock", err)
			}
		}(i)
	}
	wg.Wait()
	fmt.Println("locked", len(order), "times, at most", most, "at a time")
	session, err := concurrency.NewSession(c, concurrency.WithTTL(10))
	say("session", err)
	m := concurrency.NewMutex(session, "m/lock")
	say("try", m.TryLock(ctx))
	other, err := concurrency.NewSession(c, concurrency.WithTTL(10))
	say("session", err)
	say("try what is locked", concurrency.NewMutex(other, "m/lock").TryLock(ctx))
	say("close", session.Close())
	say("try what was left", concurrency.NewMutex(other, "m/lock").TryLock(ctx))
	say("close", other.Close())
}

func election(ctx context.Context, c *clientv3.Client) {
	one, err := concurrency.NewSession(c, concurrency.WithTTL(10))
	say("session", err)
	two, err := concurrency.NewSession(c, concurrency.WithTTL(10))
	say("session", err)
	first, second := concurrency.NewElection(one, "e/"), concurrency.NewElection(two, "e/")
	_, err = first.Leader(ctx)
	say("nobody leads", err)
	say("campaign", first.Campaign(ctx, "first"))
	leader, err := first.Leader(ctx)
	say("leader", err, string(leader.Kvs[0].Value))
	say("proclaim", first.Proclaim(ctx, "still first"))
	done := make(chan error, 1)
	go func() { done <- second.Campaign(ctx, "second") }()
	observed := second.Observe(ctx)
	fmt.Println("observed", string((<-observed).Kvs[0].Value))
	say("resign", first.Resign(ctx))
	say("campaign", <-done)
	leader, err = first.Leader(ctx)
	say("leader", err, string(leader.Kvs[0].Value))
	say("close", two.Close())
	_, err = first.Leader(ctx)
	say("nobody leads", err)
	say("close", one.Close())
}

func stm(ctx context.Context, c *clientv3.Client) {
	for _, account := range []string{"s/a", "s/b", "s/c"} {
		_, err := c.Put(ctx, account, "100")
		say("put", err)
	}
	var wg sync.WaitGroup
	for i := 0; i < 12; i++ {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			from, to := []string{"s/a", "s/b", "s/c"}[i%3], []string{"s/b", "s/c", "s/a"}[i%3]
			_, err := concurrency.NewSTM(c, func(s concurrency.STM) error {
				var x, y int
				fmt.Sscan(s.Get(from), &x)
				fmt.Sscan(s.Get(to), &y)
				s.Put(from, fmt.Sprint(x-i))
				s.Put(to, fmt.Sprint(y+i))
				return nil
			})
			if err != nil {
				say("stm", err)
			}
		}(i)
	}
	wg.Wait()
	got, err := c.Get(ctx, "s/", clientv3.WithPrefix())
	sum := 0
	for _, kv := range got.Kvs {
		var x int
		fmt.Sscan(string(kv.Value), &x)
		sum += x
	}
	say("sum", err, sum, "of", got.Count)
}

func namespaces(ctx context.Context, c *clientv3.Client) {
	kv := namespace.NewKV(c.KV, "n/")
	_, err := kv.Put(ctx, "x", "1")
	say("put", err)
	got, err := kv.Get(ctx, "", clientv3.WithFromKey(), clientv3.WithKeysOnly())
	say("inside", err, len(got.Kvs), string(got.Kvs[0].Key))
	got, err = c.Get(ctx, "n/x", clientv3.WithCountOnly())
	say("outside", err, got.Count)
}

func refusals(ctx context.Context, c *clientv3.Client) {
	_, err := c.Put(ctx, "", "x")
	say("no key", err)
	_, err = c.Get(ctx, "")
	say("no key", err)
	_, err = c.Put(ctx, "f/1", "", clientv3.WithIgnoreValue())
	say("ignore the value of nothing", err)
	_, err = c.Put(ctx, "f/1", strings.Repeat("x", 2<<20))
	fmt.Println("too large:", status.Code(err), errors.Is(err, rpctypes.ErrRequestTooLarge))
	ops := make([]clientv3.Op, 129)
	for i := range ops {
		ops[i] = clientv3.OpPut(fmt.Sprintf("f/%d", i), "")
	}
	_, err = c.Txn(ctx).Then(ops...).Commit()
	say("too many", err)
	_, err = c.AuthEnable(ctx)
	fmt.Println("auth needs a user:", err != nil)
	_, err = c.MoveLeader(ctx, 12345)
	say("move to nobody", err)
}

func members(ctx context.Context, c *clientv3.Client) {
	list, err := c.MemberList(ctx)
	say("members", err, len(list.Members), list.Members[0].Name, list.Members[0].IsLearner)
	st, err := c.Status(ctx, c.Endpoints()[0])
	say("status", err, st.Version, st.Leader == st.Header.MemberId, st.IsLearner, len(st.Errors))
	alarms, err := c.AlarmList(ctx)
	say("alarms", err, len(alarms.Alarms))
	hash, err := c.HashKV(ctx, c.Endpoints()[0], 0)
	say("hash", err, hash.Hash != 0, hash.HashRevision)
	_, err = c.Defragment(ctx, c.Endpoints()[0])
	say("defragment", err)
}
