using System.Xml.Linq;

namespace Netes.Architecture.Tests;

/// <summary>Who may know whom (docs/architecture.md): a project reference that breaks it is a defect.</summary>
public sealed class ProjectReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Netes.Api.Generator"] = [],
        ["Netes.Api"] = ["Netes.Api.Generator"],
        ["Netes.Storage"] = ["Netes.Api"],
        ["Netes.Cel"] = [],
        ["Netes.ApiServer"] = ["Netes.Api", "Netes.Storage", "Netes.Cel"],
        ["Netes.Client"] = ["Netes.Api"],
        ["Netes.Controllers"] = ["Netes.Api", "Netes.Client"],
        ["Netes.Scheduler"] = ["Netes.Api", "Netes.Client"],
        ["Netes.Kubelet"] = ["Netes.Api", "Netes.Client"],
        ["Netes.Network"] = ["Netes.Api", "Netes.Client"],
    };

    private static string Root
    {
        get
        {
            var directory = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(directory.FullName, "Netes.slnx"))) directory = directory.Parent!;
            return directory.FullName;
        }
    }

    public static TheoryData<string> Projects() =>
        [.. Directory.GetDirectories(Path.Combine(Root, "src")).Select(d => Path.GetFileName(d)).Where(n => n != "Netes")];

    [Theory]
    [MemberData(nameof(Projects))]
    public void References_OfEveryProject_StayWithinTheirRoom(string project)
    {
        string file = Path.Combine(Root, "src", project, project + ".csproj");
        var references = XDocument.Load(file).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(((string)r.Attribute("Include")!).Replace('\\', '/')));

        Assert.True(Allowed.ContainsKey(project), $"{project} has no place in docs/architecture.md yet");
        Assert.Empty(references.Except(Allowed[project]));
    }
}
