namespace Netes.Cel.Tests.Conformance;

/// <summary>cel-spec's own cases (https://github.com/google/cel-spec/tree/master/tests/simple/testdata), file by file.</summary>
public sealed class ConformanceTests
{
    private const string NoFiles = "../shared/cel is not on this machine";

    /// <summary>
    /// Cases that would say something about Kubernetes' CEL but differ from it on purpose, each with its reason.
    /// </summary>
    private static readonly Dictionary<string, string> Different = new()
    {
        ["network_ext/ipv4/ipv4_equals_ipv6"] = "Kubernetes refuses IPv4 addresses written as IPv6",
        ["network_ext/ipv4/ipv4_not_equals_ipv6"] = "Kubernetes refuses IPv4 addresses written as IPv6",
    };

    private static readonly CelEnvironment Everything = CelEnvironments.Full;

    private static string? Directory
    {
        get
        {
            for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            {
                if (!File.Exists(Path.Combine(directory.FullName, "Netes.slnx"))) continue;
                string path = Path.Combine(directory.Parent!.FullName, "shared", "cel");
                return System.IO.Directory.Exists(path) ? path : null;
            }
            return null;
        }
    }

    public static TheoryData<string> Files() =>
        Directory is { } directory ? [.. System.IO.Directory.GetFiles(directory, "*.textproto").Select(f => Path.GetFileNameWithoutExtension(f)).Order()] : [""];

    [Theory]
    [MemberData(nameof(Files))]
    public void File_EveryApplicableCase_Passes(string name)
    {
        Assert.SkipWhen(name.Length == 0, NoFiles);
        TextMessage file = new TextProto(File.ReadAllText(Path.Combine(Directory!, name + ".textproto"))).Read();
        var failures = new List<string>();
        foreach (TextMessage section in file.Messages("section"))
        {
            foreach (TextMessage test in section.Messages("test"))
            {
                var item = new ConformanceCase(name, section.Text("name")!, test);
                if (item.NotApplicable is not null || Different.ContainsKey(item.Name)) continue;
                string? problem;
                try
                {
                    problem = item.Run(Everything);
                }
                catch (Exception e)
                {
                    problem = e.ToString();
                }
                if (problem is not null) failures.Add($"{item.Name}: {item.Expression}\n    {problem}");
            }
        }
        Assert.True(failures.Count == 0, $"{failures.Count} failures\n{string.Join("\n", failures)}");
    }
}
