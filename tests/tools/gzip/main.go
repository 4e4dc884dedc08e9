// Speaks gRPC with gzip, which the interoperability programs of grpc-go do not: as a client that makes two calls and
// ends with 0 if they went well, or with -serve as a server of grpc.testing.TestService.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/encoding/gzip"
	"google.golang.org/grpc/interop"
	testgrpc "google.golang.org/grpc/interop/grpc_testing"
)

func main() {
	port := flag.Int("port", 0, "the server's port on the loopback interface")
	asServer := flag.Bool("serve", false, "be the server")
	flag.Parse()
	address := fmt.Sprintf("127.0.0.1:%d", *port)
	if *asServer {
		serve(address)
	} else {
		call(address)
	}
}

func serve(address string) {
	listener, err := net.Listen("tcp", address)
	must(err)
	server := grpc.NewServer()
	testgrpc.RegisterTestServiceServer(server, interop.NewTestServer())
	must(server.Serve(listener))
}

func call(address string) {
	connection, err := grpc.NewClient(address,
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.UseCompressor(gzip.Name)))
	must(err)
	defer connection.Close()
	client := testgrpc.NewTestServiceClient(connection)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()

	request := &testgrpc.SimpleRequest{ResponseSize: 314159, Payload: &testgrpc.Payload{Body: make([]byte, 271828)}}
	response, err := client.UnaryCall(ctx, request)
	must(err)
	expect(len(response.GetPayload().GetBody()), 314159)

	stream, err := client.FullDuplexCall(ctx)
	must(err)
	for _, size := range []int32{1, 70000, 0, 3} {
		must(stream.Send(&testgrpc.StreamingOutputCallRequest{
			ResponseParameters: []*testgrpc.ResponseParameters{{Size: size}},
			Payload:            &testgrpc.Payload{Body: make([]byte, size)},
		}))
		reply, err := stream.Recv()
		must(err)
		expect(len(reply.GetPayload().GetBody()), int(size))
	}
	must(stream.CloseSend())
	if _, err := stream.Recv(); err != io.EOF {
		log.Fatalf("the stream should have ended: %v", err)
	}
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func expect(got, want int) {
	if got != want {
		log.Fatalf("got a payload of %d bytes, want %d", got, want)
	}
}
