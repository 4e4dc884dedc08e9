// Reads and writes etcd's messages as etcd does: the neutral party for messages that KeyVal wrote or is to read. Lines of
// JSON go in and out, each with the name of a message, its bytes in base64, and what they mean as JSON.
//
//	etcd-messages -random 100 -seed 1 etcdserverpb.PutRequest ...    prints so many messages of each kind
//	etcd-messages                                                    reads messages, prints them written anew
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"log"
	"math"
	"math/rand"
	"os"

	_ "go.etcd.io/etcd/api/v3/etcdserverpb"
	_ "go.etcd.io/etcd/server/v3/etcdserver/api/v3election/v3electionpb"
	_ "go.etcd.io/etcd/server/v3/etcdserver/api/v3lock/v3lockpb"
	_ "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
)

type line struct {
	Message string          `json:"message"`
	Wire    []byte          `json:"wire"`
	Json    json.RawMessage `json:"json"`
}

func main() {
	count := flag.Int("random", 0, "how many messages of each kind to print")
	seed := flag.Int64("seed", 1, "what chance begins with")
	flag.Parse()
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	if *count > 0 {
		printRandom(json.NewEncoder(out), flag.Args(), rand.New(rand.NewSource(*seed)), *count)
	} else {
		printUnderstood(json.NewEncoder(out))
	}
}

func printUnderstood(out *json.Encoder) {
	in := json.NewDecoder(bufio.NewReader(os.Stdin))
	for in.More() {
		var read line
		must(in.Decode(&read))
		message := kindOf(read.Message).New().Interface()
		must(proto.Unmarshal(read.Wire, message))
		must(out.Encode(lineOf(message)))
	}
}

func printRandom(out *json.Encoder, names []string, chance *rand.Rand, count int) {
	for _, name := range names {
		for range count {
			message := kindOf(name).New()
			fill(message, chance, 0)
			must(out.Encode(lineOf(message.Interface())))
		}
	}
}

func kindOf(name string) protoreflect.MessageType {
	kind, err := protoregistry.GlobalTypes.FindMessageByName(protoreflect.FullName(name))
	must(err)
	return kind
}

func lineOf(message proto.Message) line {
	wire, err := proto.MarshalOptions{Deterministic: true}.Marshal(message)
	must(err)
	text, err := protojson.MarshalOptions{UseProtoNames: true}.Marshal(message)
	must(err)
	return line{string(message.ProtoReflect().Descriptor().FullName()), wire, text}
}

const depthMax = 4

func fill(message protoreflect.Message, chance *rand.Rand, depth int) {
	fields := message.Descriptor().Fields()
	for i := range fields.Len() {
		field := fields.Get(i)
		if chance.Intn(3) == 0 || (field.Message() != nil && depth == depthMax) {
			continue
		}
		if !field.IsList() {
			message.Set(field, value(message.NewField(field), field, chance, depth))
			continue
		}
		list := message.Mutable(field).List()
		for range chance.Intn(4) {
			list.Append(value(list.NewElement(), field, chance, depth))
		}
	}
}

func value(empty protoreflect.Value, field protoreflect.FieldDescriptor, chance *rand.Rand, depth int) protoreflect.Value {
	switch field.Kind() {
	case protoreflect.BoolKind:
		return protoreflect.ValueOfBool(chance.Intn(2) == 0)
	case protoreflect.Int32Kind:
		return protoreflect.ValueOfInt32(int32(number(chance)))
	case protoreflect.Uint32Kind:
		return protoreflect.ValueOfUint32(uint32(number(chance)))
	case protoreflect.Int64Kind:
		return protoreflect.ValueOfInt64(int64(number(chance)))
	case protoreflect.Uint64Kind:
		return protoreflect.ValueOfUint64(number(chance))
	case protoreflect.EnumKind:
		return protoreflect.ValueOfEnum(protoreflect.EnumNumber(int32(number(chance)) >> chance.Intn(32)))
	case protoreflect.StringKind:
		return protoreflect.ValueOfString(text(chance))
	case protoreflect.BytesKind:
		bytes := make([]byte, chance.Intn(300))
		chance.Read(bytes)
		return protoreflect.ValueOfBytes(bytes)
	case protoreflect.MessageKind:
		fill(empty.Message(), chance, depth+1)
		return empty
	default:
		log.Fatalf("%s has a kind that no message of etcd has", field.FullName())
		return empty
	}
}

// number has any count of bits, so that each length of a varint is seen, and both signs.
func number(chance *rand.Rand) uint64 {
	bits := chance.Uint64() >> chance.Intn(64)
	switch chance.Intn(4) {
	case 0:
		return -bits
	case 1:
		return 1<<chance.Intn(64) - uint64(chance.Intn(2))
	default:
		return bits
	}
}

func text(chance *rand.Rand) string {
	runes := make([]rune, chance.Intn(20))
	for i := range runes {
		// The conversion below replaces halves of surrogate pairs.
		runes[i] = rune(chance.Intn(math.MaxInt32) % (0x110000 >> (4 * chance.Intn(5))))
	}
	return string(runes)
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
