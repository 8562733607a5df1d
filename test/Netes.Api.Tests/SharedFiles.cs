namespace Netes.Api.Tests;

/// <summary>Reference files beside the repository; a user's machine need not have them.</summary>
internal static class SharedFiles
{
    /// <summary>The directory <c>../shared/</c><paramref name="name"/> of the repository, or null.</summary>
    public static string? Find(string name)
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (!File.Exists(Path.Combine(directory.FullName, "Netes.slnx"))) continue;
            string path = Path.Combine(directory.Parent!.FullName, "shared", name);
            return Directory.Exists(path) ? path : null;
        }
        return null;
    }
}
