namespace Netes.Cel.Evaluation;

internal static class Overloads
{
    public static CelValue NoSuch(string function, ReadOnlySpan<CelValue> arguments)
    {
        var names = new List<string>();
        foreach (CelValue argument in arguments) names.Add(argument.RuntimeType.Name);
        return CelValue.Error($"no such overload: {function}({string.Join(", ", names)})");
    }
}
