using CsCheck;

namespace Netes.ApiServer.Tests.Patching;

/// <summary>Random JSON objects over few names, so that two of them overlap.</summary>
internal static class JsonGen
{
    private static readonly Gen<string> Name = OneOf("a", "b", "c", "d");
    private static readonly Gen<string> Scalar = OneOf("1", "2", "\"x\"", "\"y\"", "true", "null");

    public static Gen<string> Object { get; } = Nested(3);

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<string> Nested(int depth)
    {
        Gen<string> value = depth == 0 ? Scalar : Gen.OneOf(Scalar, Nested(depth - 1), Scalar.Array[0, 3].Select(a => "[" + string.Join(',', a) + "]"));
        return Gen.Select(Name, value, (name, v) => (name, v)).Array[0, 4]
            .Select(members => "{" + string.Join(',', members.DistinctBy(m => m.name).Select(m => $"\"{m.name}\":{m.v}")) + "}");
    }
}
