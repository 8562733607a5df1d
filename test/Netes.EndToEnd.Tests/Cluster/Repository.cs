namespace Netes.EndToEnd.Tests.Cluster;

/// <summary>The source tree around the tests.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>One of the manifests that the project was created from; the test is skipped where they are not.</summary>
    public static string Example(string name)
    {
        string path = Path.Combine(Path.GetDirectoryName(Root)!, "shared", "examples", name);
        // A worktree may lie a level deeper.
        if (!File.Exists(path)) path = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(Root)!)!, "shared", "examples", name);
        Assert.SkipUnless(File.Exists(path), $"../shared/examples/{name} is not on this machine");
        return path;
    }

    private static string FindRoot()
    {
        for (var d = new DirectoryInfo(AppContext.BaseDirectory); d is not null; d = d.Parent)
            if (File.Exists(Path.Combine(d.FullName, "Netes.slnx"))) return d.FullName;
        throw new DirectoryNotFoundException("no repository around the tests");
    }
}
