// Command names is the name server of the node: it answers for the services of the cluster, which it reads from a file of lines
// "ADDRESS NAME" at each request. CoreDNS does the same in a real cluster; it takes much longer to build.
package main

import (
	"bufio"
	"log"
	"net"
	"os"
	"strings"

	"golang.org/x/net/dns/dnsmessage"
)

func main() {
	connection, err := net.ListenPacket("udp", ":53")
	if err != nil {
		log.Fatal(err)
	}
	buffer := make([]byte, 512)
	for {
		length, client, err := connection.ReadFrom(buffer)
		if err != nil {
			log.Fatal(err)
		}
		if reply, err := answer(buffer[:length], os.Args[1]); err != nil {
			log.Print(err)
		} else if _, err := connection.WriteTo(reply, client); err != nil {
			log.Print(err)
		}
	}
}

// answer returns the reply to a request, which has no record where the file has no such name.
func answer(request []byte, file string) ([]byte, error) {
	var message dnsmessage.Message
	if err := message.Unpack(request); err != nil {
		return nil, err
	}
	message.Response = true
	message.Authoritative = true
	message.Additionals = nil
	for _, question := range message.Questions {
		address := find(file, question.Name.String())
		if address == nil {
			message.RCode = dnsmessage.RCodeNameError
		} else if question.Type == dnsmessage.TypeA {
			message.Answers = append(message.Answers, dnsmessage.Resource{
				Header: dnsmessage.ResourceHeader{Name: question.Name, Class: dnsmessage.ClassINET, TTL: 5},
				Body:   &dnsmessage.AResource{A: [4]byte(address)},
			})
		}
	}
	return message.Pack()
}

func find(file, name string) net.IP {
	lines, err := os.Open(file)
	if err != nil {
		return nil
	}
	defer lines.Close()
	for scanner := bufio.NewScanner(lines); scanner.Scan(); {
		fields := strings.Fields(scanner.Text())
		if len(fields) == 2 && strings.EqualFold(fields[1]+".", name) {
			return net.ParseIP(fields[0]).To4()
		}
	}
	return nil
}
