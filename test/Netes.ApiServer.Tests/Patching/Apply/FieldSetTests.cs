using System.Text;
using CsCheck;
using Netes.ApiServer.Patching.Apply;

namespace Netes.ApiServer.Tests.Patching.Apply;

public class FieldSetTests
{
    private static FieldSet Parse(string json) => FieldSet.Parse(Encoding.UTF8.GetBytes(json));

    private static string Text(FieldSet set) => Encoding.UTF8.GetString(set.ToJson());

    private static readonly string[] Elements = ["f:a", "f:b", "k:{\"name\":\"x\"}", "v:\"y\"", "i:1"];

    private static readonly Gen<FieldSet> Sets = Gen.Int[0, Elements.Length - 1].Array[1, 3].Array[0, 8].Select(paths =>
    {
        var set = new FieldSet();
        foreach (int[] path in paths) set.Insert(path.Select(e => Elements[e]).ToArray());
        return set;
    });

    [Theory]
    [InlineData("""{"f:metadata":{"f:labels":{".":{},"f:app":{}}},"f:spec":{"f:containers":{"k:{\"name\":\"c\"}":{".":{},"f:image":{}}}}}""")]
    [InlineData("""{"f:metadata":{"f:finalizers":{".":{},"v:\"a\"":{},"v:\"b\"":{}}}}""")]
    [InlineData("{}")]
    public void ToJson_OfParsed_IsTheSame(string json) => Assert.Equal(json, Text(Parse(json)));

    [Fact]
    public void Parse_OtherSpellings_GivesTheOneSpelling() => Assert.Equal(
        """{"f:ports":{"k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{},"v:5":{}}}""",
        Text(Parse("""{"f:ports":{"v: 5":{},"k:{ \"protocol\":\"TCP\", \"containerPort\":80}":{".":{}}}}""")));

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"f:a":1}""")]
    [InlineData("""{"a":{}}""")]
    [InlineData("""{"x:a":{}}""")]
    [InlineData("""{"k:[]":{}}""")]
    [InlineData("""{"i:x":{}}""")]
    [InlineData("""{"v:{":{}}""")]
    [InlineData("{")]
    public void Parse_NoFieldSet_Throws(string json) => Assert.Throws<FormatException>(() => Parse(json));

    [Fact]
    public void Except_OfAPath_LeavesWhatIsBelow()
    {
        FieldSet set = Parse("""{"f:a":{".":{},"f:b":{}}}"""), path = Parse("""{"f:a":{}}""");
        Assert.Equal("""{"f:a":{"f:b":{}}}""", Text(set.Except(path)));
        Assert.Equal("{}", Text(set.ExceptBelow(path)));
    }

    [Fact]
    public void ToJson_AnySet_ReadsBackEqual() => Sets.Sample(set => FieldSet.Parse(set.ToJson()).Equals(set));

    [Fact]
    public void Algebra_AnySets_FollowsTheLawsOfSets() => Gen.Select(Sets, Sets).Sample((a, b) =>
        a.Union(b).Equals(b.Union(a))
        && a.Intersect(b).Equals(b.Intersect(a))
        && a.Except(b).Union(a.Intersect(b)).Equals(a)
        && a.Except(b).Intersect(b).IsEmpty
        && a.Union(b).Except(b).Equals(a.Except(b))
        && a.Except(a).IsEmpty && a.Union(a).Equals(a) && a.Intersect(a).Equals(a));

    [Fact]
    public void Algebra_AnySets_AgreesWithSetsOfPaths() => Gen.Select(Sets, Sets).Sample((a, b) =>
    {
        HashSet<string> x = Names(a), y = Names(b);
        return Names(a.Union(b)).SetEquals(x.Union(y)) && Names(a.Intersect(b)).SetEquals(x.Intersect(y)) && Names(a.Except(b)).SetEquals(x.Except(y))
            && Names(a.ExceptBelow(b)).SetEquals(x.Where(p => !y.Any(q => p == q || p.StartsWith(q + "/", StringComparison.Ordinal))));
    });

    private static HashSet<string> Names(FieldSet set) => set.Paths.Select(p => string.Join('/', p)).ToHashSet();
}
