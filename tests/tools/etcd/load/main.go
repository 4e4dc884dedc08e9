// Load by etcd's own client: `fill` puts every key once, `put` puts random ones and tells how long that took, `list` reads
// all keys page by page, again and again, and tells after each time how many there were.
package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
)

const (
	prefix     = "bench/random/"
	valueBytes = 256
	putsPerTxn = 100
	keysInPage = 10_000
)

var (
	endpoint = flag.String("endpoint", "", "the member that is asked")
	keys     = flag.Int("keys", 1, "how many keys there are")
	calls    = flag.Int("calls", 1, "how many random puts are made")
	inFlight = flag.Int("in-flight", 1, "how many of them at a time")
	value    = strings.Repeat("v", valueBytes)
)

func main() {
	flag.Parse()
	client, err := clientv3.New(clientv3.Config{Endpoints: []string{*endpoint}, DialTimeout: 30 * time.Second})
	if err == nil {
		defer client.Close()
		ctx := context.Background()
		switch flag.Arg(0) {
		case "fill":
			err = fill(ctx, client)
		case "put":
			err = put(ctx, client)
		case "list":
			err = list(ctx, client)
		default:
			err = fmt.Errorf("fill, put or list, not %q", flag.Arg(0))
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func key(i int) string { return fmt.Sprintf("%s%08d", prefix, i) }

func fill(ctx context.Context, client *clientv3.Client) error {
	for i := 0; i < *keys; {
		var ops []clientv3.Op
		for ; i < *keys && len(ops) < putsPerTxn; i++ {
			ops = append(ops, clientv3.OpPut(key(i), value))
		}
		if _, err := client.Txn(ctx).Then(ops...).Commit(); err != nil {
			return err
		}
	}
	return nil
}

func put(ctx context.Context, client *clientv3.Client) error {
	before, err := client.Get(ctx, prefix, clientv3.WithCountOnly())
	if err != nil {
		return err
	}
	took := make([]time.Duration, *calls)
	failures := make(chan error, *inFlight)
	var all sync.WaitGroup
	begun := time.Now()
	for worker := range *inFlight {
		all.Add(1)
		go func() {
			defer all.Done()
			random := rand.New(rand.NewSource(int64(worker)))
			for i := worker; i < *calls; i += *inFlight {
				start := time.Now()
				if _, err := client.Put(ctx, key(random.Intn(*keys)), value); err != nil {
					failures <- err
					return
				}
				took[i] = time.Since(start)
			}
		}()
	}
	all.Wait()
	seconds := time.Since(begun).Seconds()
	select {
	case err := <-failures:
		return err
	default:
	}
	after, err := client.Get(ctx, prefix, clientv3.WithCountOnly())
	if err != nil {
		return err
	}
	slices.Sort(took)
	fmt.Printf("{\"seconds\":%g,\"p99Ms\":%g,\"revisions\":%d}\n", seconds,
		took[len(took)*99/100].Seconds()*1000, after.Header.Revision-before.Header.Revision)
	return nil
}

func list(ctx context.Context, client *clientv3.Client) error {
	end := clientv3.GetPrefixRangeEnd(prefix)
	for {
		found, revision, from := 0, int64(0), prefix
		for more := true; more; {
			page, err := client.Get(ctx, from, clientv3.WithRange(end), clientv3.WithLimit(keysInPage), clientv3.WithRev(revision))
			if err != nil {
				return err
			}
			found, more = found+len(page.Kvs), page.More
			if revision == 0 {
				revision = page.Header.Revision
			}
			if more {
				from = string(page.Kvs[len(page.Kvs)-1].Key) + "\x00"
			}
		}
		fmt.Println(found)
	}
}
