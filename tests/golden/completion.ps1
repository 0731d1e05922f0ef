# Keep it: remit completion powershell >> $PROFILE
Register-ArgumentCompleter -Native -CommandName remit -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object { if ($null -ne $_.Value) { "$($_.Value)" } else { $_.Extent.Text } })
    $kept = @($env:COMP_WORDS, $env:COMP_CWORD, $env:_REMIT_COMPLETE)
    try {
        $env:COMP_WORDS = $words -join "`n"
        $env:COMP_CWORD = $wordToComplete
        $env:_REMIT_COMPLETE = 'powershell_complete'
        $answer = @(& remit 2>$null)
    } finally {
        $env:COMP_WORDS, $env:COMP_CWORD, $env:_REMIT_COMPLETE = $kept
    }
    foreach ($line in $answer) {
        $type, $value, $help = $line -split "`t", 3
        if ($type -ne 'plain') { continue }
        $text = if ($value -match "[\s'@,;()]") { "'" + $value.Replace("'", "''") + "'" } else { $value }
        if (-not $help) { $help = $value }
        [System.Management.Automation.CompletionResult]::new($text, $value, 'ParameterValue', $help)
    }
}
