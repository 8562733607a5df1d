using System.Runtime.CompilerServices;
using System.Text.Json;
using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Api.DiscoveryV1;
using Netes.Network.Proxy;

namespace Netes.Network.Tests.Proxy;

/// <summary>
/// A folder per case: input.json (a Service and its EndpointSlices) beside expected.nft, the transaction that adds it to an
/// empty table. Set NETES_UPDATE_GOLDEN=1 to write the files anew, then read the difference.
/// </summary>
public sealed class GoldenRulesetTests
{
    public static TheoryData<string> Cases() => [.. Directory.GetDirectories(Root()).Select(directory => Path.GetFileName(directory)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Change_ServiceAdded_GivesExpectedTransaction(string name)
    {
        string directory = Path.Combine(Root(), name);
        using JsonDocument input = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(directory, "input.json")));
        Service? service = null;
        var slices = new List<EndpointSlice>();
        foreach (JsonElement item in input.RootElement.EnumerateArray())
        {
            byte[] utf8 = JsonSerializer.SerializeToUtf8Bytes(item);
            if (item.GetProperty("kind").GetString() == "Service")
            {
                service = ApiJson.Deserialize<Service>(utf8);
            }
            else
            {
                slices.Add(ApiJson.Deserialize<EndpointSlice>(utf8));
            }
        }

        string actual = Make.Table().Change(service!.Metadata.Name, service, [.. slices]).Transaction;
        string expectedFile = Path.Combine(directory, "expected.nft");
        if (Environment.GetEnvironmentVariable("NETES_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(expectedFile, actual);
        }

        Assert.Equal(File.ReadAllText(expectedFile), actual);
    }

    private static string Root([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Golden");
}
