// Builds kustomize overlays one after another in one process, with kustomize's own library: what the comparison
// beside this file holds Overlint against. Reads the overlays' directories from standard input, one a line, and prints
// how many it built and what that cost.
package main

import (
	"bufio"
	"fmt"
	"os"
	"syscall"
	"time"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

func main() {
	kustomizer := krusty.MakeKustomizer(krusty.MakeDefaultOptions())
	files := filesys.MakeFsOnDisk()
	built, failed, bytes := 0, 0, 0
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		text, err := build(kustomizer, files, lines.Text())
		if err != nil {
			failed++
			fmt.Fprintf(os.Stderr, "%s: %v\n", lines.Text(), err)
			continue
		}
		built++
		bytes += len(text)
	}
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	cpu := time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
	fmt.Printf("built=%d failed=%d bytes=%d cpu=%.3f rss_mb=%d\n", built, failed, bytes, cpu.Seconds(), usage.Maxrss/1024)
}

func build(kustomizer *krusty.Kustomizer, files filesys.FileSystem, directory string) ([]byte, error) {
	resources, err := kustomizer.Run(files, directory)
	if err != nil {
		return nil, err
	}
	return resources.AsYaml()
}
