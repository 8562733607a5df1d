namespace Netes.ApiServer.Access.Certificates;

/// <summary>Files that only their owner may read: mode 0600 from the first byte on, replaced as a whole.</summary>
public static class SecretFile
{
    public static void Write(string path, string content)
    {
        string temporary = path + ".tmp";
        File.Delete(temporary);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using (var writer = new StreamWriter(new FileStream(temporary, options))) writer.Write(content);
        File.Move(temporary, path, overwrite: true);
    }
}
