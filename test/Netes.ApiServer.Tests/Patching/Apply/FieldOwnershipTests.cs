using System.Text;
using System.Text.Json.Nodes;
using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Api.MetaV1;
using Netes.ApiServer.Patching.Apply;

namespace Netes.ApiServer.Tests.Patching.Apply;

public class FieldOwnershipTests
{
    private static readonly DateTime Noon = new(2030, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    private static readonly FieldOwnership Pods = Ownership(Pod.KindInfo);

    private static FieldOwnership Ownership(KindInfo kind) => new(kind.Gvk.ApiVersion, kind.Schema, () => ApiJson.Serialize(kind.Create()));

    private static (string Name, string Subresource) Manager(string name, string subresource = "") => (name, subresource);

    private static List<ManagedFieldsEntry>? Update(string live, string written, List<ManagedFieldsEntry>? managed, (string Name, string Subresource) manager,
        int minute = 0, FieldFilter? filter = null) => Pods.AfterUpdate(
        new FieldWriter(manager.Name, manager.Subresource, Noon.AddMinutes(minute), filter ?? FieldFilter.None), Encoding.UTF8.GetBytes(live), Encoding.UTF8.GetBytes(written), null, managed);

    private static string[] Text(List<ManagedFieldsEntry>? entries) => [.. (entries ?? []).Select(e => $"{e.Manager} {e.FieldsV1}")];

    private const string First = """{"metadata":{"name":"p","labels":{"a":"1","b":"1"}},"spec":{"containers":[{"name":"c","image":"x","resources":{}}],"nodeSelector":{"q":"r"}}}""";

    [Fact]
    public void AfterUpdate_OfANewObject_OwnsWhatWasSet()
    {
        var entries = Update("", First, null, Manager("me"));
        Assert.Equal(["""me {"f:metadata":{"f:labels":{".":{},"f:a":{},"f:b":{}}},"f:spec":{"f:containers":{"k:{\"name\":\"c\"}":{".":{},"f:image":{},"f:name":{},"f:resources":{}}},"f:nodeSelector":{}}}"""], Text(entries));
        Assert.Equal(("Update", "v1", "FieldsV1", Noon), (entries![0].Operation, entries[0].ApiVersion, entries[0].FieldsType, entries[0].Time));
    }

    [Fact]
    public void AfterUpdate_ByAnother_TakesWhatItChanges()
    {
        var first = Update("", First, null, Manager("me"));
        var second = Update(First, First.Replace("\"b\":\"1\"", "\"b\":\"2\"", StringComparison.Ordinal), first, Manager("you"), 1);
        Assert.Equal([
            """me {"f:metadata":{"f:labels":{".":{},"f:a":{}}},"f:spec":{"f:containers":{"k:{\"name\":\"c\"}":{".":{},"f:image":{},"f:name":{},"f:resources":{}}},"f:nodeSelector":{}}}""",
            """you {"f:metadata":{"f:labels":{"f:b":{}}}}""",
        ], Text(second));
    }

    [Fact]
    public void AfterUpdate_ThatRemoves_LeavesItToNobody()
    {
        var first = Update("", First, null, Manager("me"));
        var second = Update(First, """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"x","resources":{}}]}}""", first, Manager("you"), 1);
        Assert.Equal(["""me {"f:spec":{"f:containers":{"k:{\"name\":\"c\"}":{".":{},"f:image":{},"f:name":{},"f:resources":{}}}}}"""], Text(second));
    }

    [Fact]
    public void AfterUpdate_WithoutChange_KeepsTheTime()
    {
        var first = Update("", First, null, Manager("me"));
        Assert.Equal(Noon, Update(First, First, first, Manager("me"), 5)![0].Time);
    }

    [Fact]
    public void AfterUpdate_OfStatus_IsAnEntryOfItsOwn()
    {
        // Stored objects always hold a status, as the type writes it even when empty.
        string stored = First[..^1] + ""","status":{}}""";
        var first = Update("", stored, null, Manager("me"));
        var status = Update(stored, First[..^1] + ""","status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}""", first, Manager("me", "status"), 1);
        Assert.Equal(["", "status"], status!.Select(e => e.Subresource));
        Assert.Equal("""{"f:status":{"f:conditions":{".":{},"k:{\"type\":\"Ready\"}":{".":{},"f:status":{},"f:type":{}}},"f:phase":{}}}""", status![1].FieldsV1.ToString());
    }

    [Fact]
    public void AfterUpdate_OfResetFields_DoesNotOwnThem()
    {
        var reset = new FieldFilter([["status"]]);
        Assert.DoesNotContain("f:status", Text(Update("", First[..^1] + ""","status":{"phase":"Running"}}""", null, Manager("me"), filter: reset))[0], StringComparison.Ordinal);
    }

    [Fact]
    public void AfterUpdate_ByManyManagers_ThrowsTheOldestTogether()
    {
        List<ManagedFieldsEntry>? entries = null;
        string live = "";
        for (int i = 0; i < 14; i++)
        {
            string written = "{\"metadata\":{\"labels\":{" + string.Join(',', Enumerable.Range(0, i + 1).Select(n => $"\"l{n}\":\"x\"")) + "}}}";
            entries = Update(live, written, entries, Manager($"m{i}"), i);
            live = written;
        }
        Assert.Equal(FieldOwners.MaxUpdateManagers, entries!.Count);
        ManagedFieldsEntry ancient = entries.Single(e => e.Manager == "ancient-changes");
        Assert.Contains("f:l0", ancient.FieldsV1.ToString(), StringComparison.Ordinal);
        Assert.Contains("f:l4", ancient.FieldsV1.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void AfterUpdate_OfRecordedCreations_OwnsTheRecordedFields()
    {
        // What these kinds' strategies or admission add to an object is nobody's, so it can't be told from the answer alone.
        string[] other = ["pods", "services", "certificatesigningrequests", "persistentvolumeclaims", "persistentvolumes", "nodes", "customresourcedefinitions", "apiservices"];
        int compared = 0;
        var differences = new List<string>();
        foreach (JsonNode scenario in Golden.Scenarios("crud-*.jsonl").Where(s => s["name"]!.GetValue<string>().EndsWith(".patch", StringComparison.Ordinal)))
        {
            string resource = scenario["name"]!.GetValue<string>().Split('.')[0];
            JsonNode step = scenario["steps"]![0]!;
            if (step["method"]!.GetValue<string>() != "POST" || other.Contains(resource) || step["expect"]!["body"] is not JsonObject body) continue;
            if (body["metadata"]?["managedFields"]?[0]?["fieldsV1"] is not { } expected) continue;
            Gvk gvk = Gvk.Parse(body["apiVersion"]!.GetValue<string>(), body["kind"]!.GetValue<string>());
            if (Scheme.Default.FindKind(gvk) is not { } kind) continue;
            body = body.DeepClone().AsObject();
            body.Remove("status");
            Golden.Mask(body, "creationTimestamp", "2030-01-01T00:00:00Z");
            body["metadata"]!.AsObject().Remove("managedFields");
            var entries = Ownership(kind).AfterUpdate(new FieldWriter("golden", "", Noon, FieldFilter.None), default, Encoding.UTF8.GetBytes(body.ToJsonString()), null, null);
            JsonDiff.Compare(expected, JsonNode.Parse(entries is null ? "{}" : entries[0].FieldsV1.ToString()!), resource, differences);
            compared++;
        }
        Assert.True(differences.Count == 0, string.Join('\n', differences));
        Assert.True(compared > 20, $"{compared} compared");
    }
}
