namespace Netes.Cel.Tests;

/// <summary>Bounds of costs, worked out by hand from upstream's rules.</summary>
public sealed class CostEstimateTests
{
    private static readonly DeclaredType Self = DeclaredType.Object("Self", [
        new("name", DeclaredType.String(CelType.String, 100)),
        new("tags", DeclaredType.List(DeclaredType.String(CelType.String, 10), 50)),
        new("free", DeclaredType.List(DeclaredType.String(CelType.String, -1), -1)),
        new("n", DeclaredType.Scalar(CelType.Int)),
    ]);

    private static CostRange Estimate(string expression)
    {
        CelCompilation compiled = CelEnvironments.Kubernetes.With(new DeclaredTypes(Self)).With(("self", Self.Type)).Compile(expression);
        Assert.Equal("", compiled.Errors);
        return compiled.Program!.EstimateCost(new Dictionary<string, DeclaredType> { ["self"] = Self });
    }

    [Theory]
    [InlineData("true", 0, 0)]
    [InlineData("self.n > 1", 3, 3)]
    [InlineData("self.name == 'abc'", 3, 3)]
    [InlineData("self.name.startsWith('abcdefghijk')", 4, 4)]
    [InlineData("self.name.matches('abcdefgh')", 4, 24)]
    [InlineData("self.name.contains('abcdefghijk')", 2, 22)]
    [InlineData("self.tags.size() < 3", 4, 4)]
    [InlineData("has(self.name)", 1, 1)]
    [InlineData("self.n > 1 || self.n < 0", 3, 6)]
    // the range costs 2, each of 50 elements @not_strictly_false (1), the accumulator (2) and x.size() > 1 (3), the result 1
    [InlineData("self.tags.all(x, x.size() > 1)", 3, 303)]
    public void Estimate_Expression_IsUpstreams(string expression, ulong min, ulong max) => Assert.Equal(new CostRange(min, max), Estimate(expression));

    [Fact]
    public void Estimate_UnboundedList_IsUnbounded() => Assert.Equal(ulong.MaxValue, Estimate("self.free.all(x, self.free.exists(y, x == y))").Max);
}
