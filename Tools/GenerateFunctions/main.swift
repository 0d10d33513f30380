import FoundationEssentials

// Writes what is generated into the repository at the current directory.
for file in GeneratedFile.all {
    try Data(file.text.utf8).write(to: URL(filePath: file.path))
}
