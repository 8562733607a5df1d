using Netes.Cel.Checking;
using Netes.Cel.Evaluation;
using Netes.Cel.Syntax;

namespace Netes.Cel;

/// <summary>
/// What an expression may use: variables, functions, types. Cannot be changed; <see cref="Extend"/> makes a wider one, which shares
/// what it can.
/// </summary>
public sealed class CelEnvironment
{
    private readonly Dictionary<string, List<Overload>> _functions;
    private readonly Dictionary<MacroKey, MacroExpander> _macros;
    private readonly Dictionary<string, CelType> _typeNames;
    private readonly Dictionary<string, CelType> _variables;
    private readonly string[] _containers;

    private CelEnvironment(Dictionary<string, List<Overload>> functions, Dictionary<MacroKey, MacroExpander> macros, Dictionary<string, CelType> typeNames,
        Dictionary<string, CelType> variables, CelEnvironmentOptions options)
    {
        _functions = functions;
        _macros = macros;
        _typeNames = typeNames;
        _variables = variables;
        Options = options;
        var containers = new List<string>();
        for (string container = options.Container; container.Length > 0; container = container[..Math.Max(0, container.LastIndexOf('.'))]) containers.Add(container + ".");
        _containers = [.. containers, ""];
    }

    /// <summary>The language without extensions.</summary>
    public static CelEnvironment Standard { get; } = new CelEnvironment([], [], [], [], new()).With(Library.StandardLibrary.Create());

    internal CelEnvironmentOptions Options { get; }

    internal string Container => Options.Container;

    internal bool HomogeneousLiterals => Options.HomogeneousLiterals;

    internal ICelTypeProvider? Types => Options.Types;

    /// <summary>This environment with a library's functions, macros and types.</summary>
    public CelEnvironment With(CelLibrary library)
    {
        var functions = new Dictionary<string, List<Overload>>(_functions, StringComparer.Ordinal);
        var extended = new HashSet<string>(StringComparer.Ordinal);
        foreach (Overload overload in library.Functions)
        {
            functions.TryGetValue(overload.Function, out List<Overload>? known);
            if (extended.Add(overload.Function)) functions[overload.Function] = known is null ? [overload] : [.. known, overload];
            else known!.Add(overload);
        }
        var macros = new Dictionary<MacroKey, MacroExpander>(_macros);
        foreach ((MacroKey key, MacroExpander expand) in library.Macros) macros[key] = expand;
        var types = new Dictionary<string, CelType>(_typeNames, StringComparer.Ordinal);
        foreach (CelType type in library.Types) types[type.Name] = type;
        return new(functions, macros, types, _variables, Options);
    }

    /// <summary>This environment with more variables (a name already there is declared anew).</summary>
    public CelEnvironment With(params ReadOnlySpan<(string Name, CelType Type)> variables)
    {
        var declared = new Dictionary<string, CelType>(_variables, StringComparer.Ordinal);
        foreach ((string name, CelType type) in variables) declared[name] = type;
        return new(_functions, _macros, _typeNames, declared, Options);
    }

    public CelEnvironment With(CelEnvironmentOptions options) => new(_functions, _macros, _typeNames, _variables, options);

    /// <summary>This environment with other struct types.</summary>
    public CelEnvironment With(ICelTypeProvider? types) => With(Options with { Types = types });

    /// <summary>Parses, checks and compiles an expression.</summary>
    /// <param name="expression">At most 100,000 code points.</param>
    /// <param name="check">False to run it without knowing types: only tests of the language itself do.</param>
    public CelCompilation Compile(string expression, bool check = true)
    {
        var issues = new List<CelIssue>();
        var source = new SourceText(expression);
        Expr? tree = Parser.Parse(expression, new(_macros, Options.OptionalSyntax, Options.QuotedIdentifiers), issues);
        CelType type = CelType.Dyn;
        if (tree is not null && check)
        {
            type = new Checker(this, issues).Check(tree);
            if (issues.Count == 0 && Options.ValidateLiterals) LiteralValidator.Validate(tree, issues);
        }
        if (tree is null || issues.Count > 0) return new(null, CelType.Error, issues, source.Format(issues));
        var planner = new Planner(this);
        Node root = planner.Plan(tree);
        return new(new CelProgram(tree, root, planner.Slots, type, expression), type, issues, "");
    }

    internal List<Overload>? FindFunction(string name) => _functions.GetValueOrDefault(name);

    internal CelType? FindTypeName(string name) => _variables.ContainsKey(name) ? null : _typeNames.GetValueOrDefault(name);

    /// <summary>The type of a variable, or the type of the type that a name stands for.</summary>
    internal CelType? FindIdent(string name) =>
        _variables.TryGetValue(name, out CelType? variable) ? variable : _typeNames.TryGetValue(name, out CelType? type) ? CelType.TypeOf(type) : null;

    /// <summary>What a name may mean, the innermost container first.</summary>
    internal IEnumerable<string> Candidates(string name)
    {
        if (name.StartsWith('.')) return [name[1..]];
        return _containers.Length == 1 ? [name] : _containers.Select(c => c + name);
    }
}

/// <summary>How an environment reads expressions.</summary>
public sealed record CelEnvironmentOptions
{
    /// <summary>The namespace in which names are looked up first.</summary>
    public string Container { get; init; } = "";

    /// <summary>Whether the elements of a list or map literal must have one type.</summary>
    public bool HomogeneousLiterals { get; init; }

    /// <summary>Whether literal durations, timestamps and patterns are checked at compile time.</summary>
    public bool ValidateLiterals { get; init; }

    /// <summary>Whether <c>a.?b</c> and the like may be written.</summary>
    public bool OptionalSyntax { get; init; }

    /// <summary>Whether a field may be written in backquotes.</summary>
    public bool QuotedIdentifiers { get; init; }

    /// <summary>The struct types.</summary>
    public ICelTypeProvider? Types { get; init; }
}
