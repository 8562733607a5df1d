namespace Netes.Cel.Tests;

/// <summary>Messages of the parser and the checker, as upstream's API shows them.</summary>
public sealed class CompilationErrorTests
{
    private static readonly CelEnvironment Environment = CelEnvironments.Kubernetes.With(("object", CelType.Dyn), ("name", CelType.String), ("count", CelType.Int));

    [Theory]
    [InlineData("nope.x", "ERROR: <input>:1:1: undeclared reference to 'nope' (in container '')\n | nope.x\n | ^")]
    [InlineData("object.(", "ERROR: <input>:1:8: Syntax error: no viable alternative at input '.('\n | object.(\n | .......^")]
    [InlineData("[", "ERROR: <input>:1:2: Syntax error: mismatched input '<EOF>' expecting {'[', ']', '{', '(', '.', ',', '-', '!', '?', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}\n | [\n | .^")]
    [InlineData("object.nope(", "ERROR: <input>:1:13: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', ')', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}\n | object.nope(\n | ............^")]
    [InlineData("1 +", "ERROR: <input>:1:4: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}\n | 1 +\n | ...^")]
    [InlineData("1 + 2\n3 +", "ERROR: <input>:2:1: Syntax error: mismatched input '3' expecting <EOF>\n | 3 +\n | ^")]
    [InlineData("name == 1", "ERROR: <input>:1:6: found no matching overload for '_==_' applied to '(string, int)'\n | name == 1\n | .....^")]
    [InlineData("name.contains(count)", "ERROR: <input>:1:14: found no matching overload for 'contains' applied to 'string.(int)'\n | name.contains(count)\n | .............^")]
    [InlineData("count.foo", "ERROR: <input>:1:6: type 'int' does not support field selection\n | count.foo\n | .....^")]
    [InlineData("has(name)", "ERROR: <input>:1:5: invalid argument to has() macro\n | has(name)\n | ....^")]
    [InlineData("[1, 'a']", "ERROR: <input>:1:5: expected type 'int' but found 'string'\n | [1, 'a']\n | ....^")]
    [InlineData("name.matches('[')", "ERROR: <input>:1:14: invalid matches argument\n | name.matches('[')\n | .............^")]
    [InlineData("for", "ERROR: <input>:1:1: reserved identifier: for\n | for\n | ^")]
    [InlineData("(1", "ERROR: <input>:1:3: Syntax error: missing ')' at '<EOF>'\n | (1\n | ..^")]
    [InlineData("object | 1", "ERROR: <input>:1:8: Syntax error: token recognition error at: '| '\n | object | 1\n | .......^\nERROR: <input>:1:10: Syntax error: extraneous input '1' expecting <EOF>\n | object | 1\n | .........^")]
    public void Compile_WrongExpression_SaysWhereAndWhat(string expression, string expected) =>
        Assert.Equal(expected, Environment.Compile(expression).Errors);

    [Fact]
    public void Compile_TooDeep_IsRefused() =>
        Assert.Contains("recursion limit", Environment.Compile(new string('(', 10_000) + "1" + new string(')', 10_000)).Errors, StringComparison.Ordinal);

    [Fact]
    public void Compile_TooLong_IsRefused() =>
        Assert.Contains("exceeds limit", Environment.Compile(new string(' ', 100_001)).Errors, StringComparison.Ordinal);

    [Fact]
    public void Compile_ManyTerms_IsFine() =>
        Assert.Equal("", Environment.Compile(string.Join(" && ", Enumerable.Repeat("object.a == 1", 1000))).Errors);
}
