using System.Text.Json;
using System.Text.Json.Nodes;

namespace Netes.Cel.Tests;

public sealed class EvaluationTests
{
    private static readonly CelEnvironment Environment = CelEnvironments.Kubernetes.With(("object", CelType.Dyn));

    private static CelResult Run(string expression, string json = "{}", ulong limit = ulong.MaxValue)
    {
        CelCompilation compiled = Environment.Compile(expression);
        Assert.Equal("", compiled.Errors);
        var variables = new DictionaryActivation { ["object"] = JsonValues.From(JsonDocument.Parse(json).RootElement) };
        return compiled.Program!.Evaluate(variables, limit);
    }

    [Theory]
    [InlineData("object.a.b == 2")]
    [InlineData("object.list.all(x, x < 4) && object.list.exists_one(x, x == 2)")]
    [InlineData("object.list.map(x, x * 2) == [2, 4, 6]")]
    [InlineData("object.?nope.orValue('d') == 'd'")]
    [InlineData("!has(object.nope) && has(object.a.b)")]
    [InlineData("object.a == {'b': 2}")]
    [InlineData("object.f == 1.5 && object.list.size() == 3")]
    [InlineData("object.list.sum() == 6 && [3, 1].min() == 1 && ['b', 'a'].max() == 'b' && [1, 2].isSorted()")]
    [InlineData("'abc 123'.find('[0-9]+') == '123' && '1 2 3'.findAll('[0-9]', 2) == ['1', '2']")]
    [InlineData("quantity('1Ki').asInteger() == 1024 && quantity('500m').isLessThan(quantity('1')) && quantity('1').add(quantity('1')).compareTo(quantity('2')) == 0")]
    [InlineData("url('https://example.com:80/a?b=c').getPort() == '80' && url('https://[::1]/').getHostname() == '::1'")]
    [InlineData("isURL('/path') && !isURL('no')")]
    [InlineData("semver('1.2.3').isLessThan(semver('1.10.0')) && isSemver('v1.2', true) && semver('1.0.0-alpha').compareTo(semver('1.0.0')) == -1")]
    [InlineData("format.dns1123Label().validate('Bad').hasValue() && !format.named('uuid').value().validate('123e4567-e89b-12d3-a456-426614174000').hasValue()")]
    [InlineData("cidr('10.0.0.0/8').containsIP('10.1.2.3') && ip('::1').isLoopback()")]
    [InlineData("[1, 2].transformMap(i, v, v * 10) == {0: 10, 1: 20}")]
    [InlineData("object.list.exists(i, v, i == v - 1)")]
    [InlineData("sets.contains([1, 2], [1]) && 'a,b'.split(',') == ['a', 'b']")]
    [InlineData("'x'.matches('^[[:alpha:]]$')")]
    public void Evaluate_Expression_Holds(string expression)
    {
        CelValue value = Run(expression, """{"a": {"b": 2}, "list": [1, 2, 3], "f": 1.5}""").Value;

        Assert.True(value.IsTrue, value.ToString());
    }

    [Theory]
    [InlineData("object.nope == 1", "no such key: nope")]
    [InlineData("object.list[9] == 1", "index out of bounds: 9")]
    [InlineData("1 / 0 == 1", "division by zero")]
    [InlineData("object.list.contains('a')", "no such overload: contains(list, string)")]
    public void Evaluate_WhatFails_SaysWhy(string expression, string expected) =>
        Assert.Equal(expected, Run(expression, """{"list": []}""").Value.ErrorMessage);

    [Fact]
    public void Evaluate_BeyondTheLimit_Ends()
    {
        CelResult result = Run("object.list.all(x, object.list.all(y, x == y))", $"{{\"list\": [{string.Join(",", Enumerable.Repeat("1", 1000))}]}}", 10_000);

        Assert.Equal("operation cancelled: actual cost limit exceeded", result.Value.ErrorMessage);
        Assert.InRange(result.Cost, 10_001UL, 11_000UL);
    }

    [Fact]
    public void Evaluate_Cancelled_Ends()
    {
        CelProgram program = Environment.Compile("[1, 2].all(x, x > 0)").Program!;

        CelValue value = program.Evaluate(EmptyActivation.Instance, cancellation: new CancellationToken(canceled: true)).Value;

        Assert.Equal("operation interrupted", value.ErrorMessage);
    }

    [Fact]
    public void From_DeclaredJson_GivesDeclaredTypes()
    {
        DeclaredType type = DeclaredType.Object("T", [
            new("when", DeclaredType.String(CelType.Timestamp, 30, "date-time")),
            new("a-b", DeclaredType.Scalar(CelType.Double)),
            new("tags", DeclaredType.List(DeclaredType.String(CelType.String, 10), 5, "set")),
        ]);
        CelEnvironment environment = CelEnvironments.Kubernetes.With(new DeclaredTypes(type)).With(("self", type.Type));
        CelCompilation compiled = environment.Compile("self.when.getFullYear() == 2024 && self.a__dash__b == 1.0 && self.tags == self.tags && !has(self.tags) == false");
        Assert.Equal("", compiled.Errors);
        JsonNode json = JsonNode.Parse("""{"when": "2024-01-01T00:00:00Z", "a-b": 1, "tags": ["x", "y"]}""")!;

        CelValue value = compiled.Program!.Evaluate(new DictionaryActivation { ["self"] = JsonValues.From(json, type) }).Value;

        Assert.True(value.IsTrue, value.ToString());
        Assert.Contains("undefined field 'nope'", environment.Compile("self.nope").Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Equality_OfSets_IgnoresOrder()
    {
        DeclaredType set = DeclaredType.List(DeclaredType.String(CelType.String, 10), 5, "set");
        CelProgram program = CelEnvironments.Kubernetes.With(("a", set.Type), ("b", set.Type)).Compile("a == b && (a + b).size() == 2").Program!;
        var variables = new DictionaryActivation
        {
            ["a"] = JsonValues.From(JsonNode.Parse("""["x", "y"]"""), set),
            ["b"] = JsonValues.From(JsonNode.Parse("""["y", "x"]"""), set),
        };

        Assert.True(program.Evaluate(variables).Value.IsTrue);
    }

    [Fact]
    public void Authorizer_Check_AsksForWhatIsNamed()
    {
        CelAccessQuery? asked = null;
        var authorizer = new Recorder(query => asked = query);
        CelProgram program = CelEnvironments.Kubernetes.With(("authorizer", AuthorizerLibrary.Authorizer))
            .Compile("authorizer.group('apps').resource('deployments').namespace('ns').name('n').check('create').allowed()").Program!;

        CelValue value = program.Evaluate(new DictionaryActivation { ["authorizer"] = AuthorizerLibrary.Value(authorizer) }).Value;

        Assert.True(value.IsTrue);
        Assert.Equal(new CelAccessQuery { Group = "apps", Resource = "deployments", Namespace = "ns", Name = "n", Verb = "create" }, asked);
    }

    private sealed class Recorder(Action<CelAccessQuery> seen) : ICelAuthorizer
    {
        public CelAccessDecision Authorize(CelAccessQuery query)
        {
            seen(query);
            return new(true, "", "");
        }
    }
}
