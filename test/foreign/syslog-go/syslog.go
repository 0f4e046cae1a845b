// Reads the lines of a file with the strict RFC 5424 parser of influxdata and prints what it understood, a JSON array a
// line: priority, timestamp, hostname, app name, process, message id, structured data, message. A line that the parser
// refuses is a JSON text with its reason.
package main

import (
	"bufio"
	"encoding/json"
	"os"
	"time"

	"github.com/influxdata/go-syslog/rfc5424"
)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<24)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	defer out.Flush()
	print := json.NewEncoder(out)
	print.SetEscapeHTML(false)
	parser := rfc5424.NewParser()
	for lines.Scan() {
		message, err := parser.Parse(append([]byte(nil), lines.Bytes()...))
		if err != nil {
			print.Encode(err.Error())
			continue
		}
		m := message.(*rfc5424.SyslogMessage)
		print.Encode([]interface{}{
			m.Priority(), m.Timestamp().UTC().Format(time.RFC3339Nano), m.Hostname(), m.Appname(), m.ProcID(), m.MsgID(),
			m.StructuredData(), m.Message(),
		})
	}
	if err := lines.Err(); err != nil {
		panic(err)
	}
}
