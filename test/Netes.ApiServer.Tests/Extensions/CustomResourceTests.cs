using System.Net;
using System.Text.Json;

namespace Netes.ApiServer.Tests.Extensions;

/// <summary>Custom resources, from their definition to their removal.</summary>
public sealed class CustomResourceTests : IAsyncLifetime
{
    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private const string Things = "/apis/example.com/v1/namespaces/default/things";

    private const string Schema = """
        {"type":"object","properties":{
          "spec":{"type":"object","required":["count"],"properties":{
            "count":{"type":"integer","minimum":1,"maximum":10},
            "mode":{"type":"string","default":"On","enum":["On","Off"]},
            "raw":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}},
          "status":{"type":"object","properties":{"note":{"type":"string"},"replicas":{"type":"integer"}}}}}
        """;

    private TestServer server = null!;

    public async ValueTask InitializeAsync() => server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private static string Definition(string plural, string kind, string versions) => $$$"""
        {"metadata":{"name":"{{{plural}}}.example.com"},"spec":{"group":"example.com","scope":"Namespaced",
         "names":{"plural":"{{{plural}}}","kind":"{{{kind}}}","shortNames":["{{{kind.ToLowerInvariant()}}}s"]},"versions":[{{{versions}}}]}}
        """;

    private static string Version(string name, bool storage, string more = "") =>
        $$$"""{"name":"{{{name}}}","served":true,"storage":{{{(storage ? "true" : "false")}}},"schema":{"openAPIV3Schema":{{{Schema}}} }{{{more}}} }""";

    private async Task DefineAsync(string versions, string plural = "things", string kind = "Thing")
    {
        Answer created = await server.PostAsync(Definitions, Definition(plural, kind, versions));
        Assert.Equal(HttpStatusCode.Created, created.Status);
        await WaitForAsync(plural + ".example.com", d => Condition(d, "Established") == "True");
    }

    /// <summary>Watches a definition until it is as wanted; a null element says that it is gone.</summary>
    private async Task WaitForAsync(string name, Func<JsonElement?, bool> wanted)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using HttpResponseMessage response = await server.Admin.GetAsync(
            $"{Definitions}?watch=true&fieldSelector=metadata.name%3D{name}", HttpCompletionOption.ResponseHeadersRead, cancellation);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
        while (await lines.ReadLineAsync(cancellation) is { } line)
        {
            using JsonDocument document = JsonDocument.Parse(line);
            bool gone = document.RootElement.GetProperty("type").GetString() == "DELETED";
            if (wanted(gone ? null : document.RootElement.GetProperty("object"))) return;
        }
        Assert.Fail("the watch ended");
    }

    private static string? Condition(JsonElement? definition, string type)
    {
        if (definition is not { } d || !d.GetProperty("status").TryGetProperty("conditions", out JsonElement conditions) || conditions.ValueKind != JsonValueKind.Array) return null;
        foreach (JsonElement condition in conditions.EnumerateArray())
            if (condition.GetProperty("type").GetString() == type) return condition.GetProperty("status").GetString();
        return null;
    }

    [Fact]
    public async Task Create_Defined_IsDefaultedPrunedAndServed()
    {
        await DefineAsync(Version("v1", true));

        Answer created = await server.PostAsync(Things, """{"apiVersion":"example.com/v1","kind":"Thing","metadata":{"name":"a"},"spec":{"count":3,"odd":1,"raw":{"any":[1.0]}}}""");

        Assert.Equal(HttpStatusCode.Created, created.Status);
        Assert.Equal("On", created["spec.mode"]);
        Assert.Equal("1", created["spec.raw.any.0"]);
        Assert.Equal("1", created["metadata.generation"]);
        Assert.DoesNotContain("odd", created.Text);
        Assert.Equal("ThingList", (await server.GetAsync(Things))["kind"]);
        Assert.Equal("a", (await server.GetAsync(Things))["items.0.metadata.name"]);
        Assert.Contains("\"things\"", (await server.GetAsync("/apis/example.com/v1")).Text);
    }

    [Fact]
    public async Task Create_Invalid_TellsEveryRuleThatIsBroken()
    {
        await DefineAsync(Version("v1", true));

        Answer refused = await server.PostAsync(Things, """{"apiVersion":"example.com/v1","kind":"Thing","metadata":{"name":"a"},"spec":{"count":11,"mode":"Maybe"}}""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal("Thing.example.com \"a\" is invalid: [spec.count: Invalid value: 11: spec.count in body should be less than or equal to 10, "
            + "spec.mode: Unsupported value: \"Maybe\": supported values: \"On\", \"Off\"]", refused.Message);
    }

    [Fact]
    public async Task Create_UnknownFieldsStrictly_IsRefused()
    {
        await DefineAsync(Version("v1", true));

        Answer refused = await server.PostAsync(Things + "?fieldValidation=Strict", """{"apiVersion":"example.com/v1","kind":"Thing","metadata":{"name":"a"},"spec":{"count":1,"odd":1},"top":1}""");

        Assert.Equal("Thing in version \"v1\" cannot be handled as a Thing: strict decoding error: unknown field \"spec.odd\", unknown field \"top\"", refused.Message);
    }

    [Fact]
    public async Task Get_OtherVersion_HasItsName()
    {
        await DefineAsync(Version("v1", true) + "," + Version("v2", false, ",\"deprecated\":true"));
        await server.PostAsync(Things, """{"apiVersion":"example.com/v1","kind":"Thing","metadata":{"name":"a"},"spec":{"count":3}}""");

        Assert.Equal("example.com/v2", (await server.GetAsync("/apis/example.com/v2/namespaces/default/things/a"))["apiVersion"]);
    }

    [Fact]
    public async Task Status_HasASubresource_IsWrittenOnlyThere()
    {
        await DefineAsync(Version("v1", true, ",\"subresources\":{\"status\":{},\"scale\":{\"specReplicasPath\":\".spec.count\",\"statusReplicasPath\":\".status.replicas\"}}"));
        Answer created = await server.PostAsync(Things, """{"apiVersion":"example.com/v1","kind":"Thing","metadata":{"name":"a"},"spec":{"count":3},"status":{"note":"x"}}""");
        Assert.DoesNotContain("note", created.Text);

        Answer status = await server.PatchAsync(Things + "/a/status", """{"spec":{"count":9},"status":{"note":"y","replicas":2}}""");
        Assert.Equal("3", status["spec.count"]);
        Assert.Equal("y", status["status.note"]);
        Assert.Equal("1", status["metadata.generation"]);

        Answer scale = await server.PatchAsync(Things + "/a/scale", """{"spec":{"replicas":5}}""");
        Assert.Equal("5", scale["spec.replicas"]);
        Assert.Equal("2", scale["status.replicas"]);
        Assert.Equal("5", (await server.GetAsync(Things + "/a"))["spec.count"]);
    }

    [Fact]
    public async Task Names_TakenByAnother_AreNotAccepted()
    {
        await DefineAsync(Version("v1", true));
        await server.PostAsync(Definitions, Definition("others", "Thing", Version("v1", true)));

        await WaitForAsync("others.example.com", d => Condition(d, "NamesAccepted") == "False");

        Assert.Equal(HttpStatusCode.NotFound, (await server.GetAsync("/apis/example.com/v1/namespaces/default/others")).Status);
        // The name is free when its owner goes.
        await server.DeleteAsync(Definitions + "/things.example.com");
        await WaitForAsync("others.example.com", d => Condition(d, "Established") == "True");
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync("/apis/example.com/v1/namespaces/default/others")).Status);
    }

    [Fact]
    public async Task Delete_Definition_TakesItsObjectsWithIt()
    {
        await DefineAsync(Version("v1", true));
        await server.PostAsync(Things, """{"apiVersion":"example.com/v1","kind":"Thing","metadata":{"name":"a"},"spec":{"count":3}}""");
        await server.PostAsync(Things, """{"apiVersion":"example.com/v1","kind":"Thing","metadata":{"name":"held","finalizers":["example.com/x"]},"spec":{"count":3}}""");

        Answer deleted = await server.DeleteAsync(Definitions + "/things.example.com");
        Assert.Equal("customresourcecleanup.apiextensions.k8s.io", deleted["metadata.finalizers.0"]);
        await WaitForAsync("things.example.com", d => Condition(d, "Terminating") == "True");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await server.PostAsync(Things, """{"apiVersion":"example.com/v1","kind":"Thing","metadata":{"name":"b"},"spec":{"count":3}}""")).Status);
        await server.PatchAsync(Things + "/held", """{"metadata":{"finalizers":null}}""");
        await WaitForAsync("things.example.com", d => d is null);

        // The same definition again finds nothing of the old.
        await DefineAsync(Version("v1", true));
        Assert.Equal("[]", (await server.GetAsync(Things))["items"]);
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{}}}""", "spec.validation.openAPIV3Schema.properties[a].type: Required value: must not be empty for specified object fields")]
    [InlineData("""{"type":"string"}""", "spec.validation.openAPIV3Schema.type: Invalid value: \"string\": must be object at the root")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array"}}}""", "spec.validation.openAPIV3Schema.properties[a].items: Required value: must be specified")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer","default":"x"}}}""", "spec.validation.openAPIV3Schema.properties[a].default: Invalid value: \"string\": default in body must be of type integer: \"string\"")]
    public async Task Create_DefinitionWithABadSchema_IsRefused(string schema, string why)
    {
        Answer refused = await server.PostAsync(Definitions, Definition("bads", "Bad", $$$"""{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{{{schema}}}}}"""));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.EndsWith(why, refused.Message, StringComparison.Ordinal);
    }
}
